// How programs call it: the model's name, a key for it alone, and the few lines in four languages.
import { Button, Code, Group, Paper, Stack, Tabs, Text, Title } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "@/api";
import { CopyButton, Failure } from "@/components";
import type { Snippet } from "./snippets";

type Props = {
  model: string;
  base: string;
  active: boolean;
  snippets: readonly Snippet[];
  /** Who edits an application is not always among those who may use it. */
  mayUse: boolean;
  busy: boolean;
  error: ApiError | null;
  onKey: () => void;
};

export function CallView({ model, base, active, snippets, mayUse, busy, error, onKey }: Props) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("applications.call")}>
      <Title order={2} size="h4" mb="xs">
        {t("applications.call")}
      </Title>
      <Stack gap="sm">
        <Named label={t("applications.model_id")} value={model} />
        <Named label={t("applications.base_url")} value={`${base}/v1`} />
        {!active && <Text size="sm">{t("applications.inactive_text")}</Text>}
        {active && !mayUse && <Text size="sm">{t("applications.not_among_users")}</Text>}
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="dimmed" flex={1} miw={200}>
            {t("applications.key_text")}
          </Text>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconKey size={16} />}
            disabled={!active || !mayUse}
            loading={busy}
            onClick={onKey}
          >
            {t("applications.key_make")}
          </Button>
        </Group>
        {error && <Failure error={error} />}
        <Snippets snippets={snippets} />
      </Stack>
    </Paper>
  );
}

function Named({ label, value }: { label: string; value: string }) {
  return (
    <Group gap="xs" wrap="nowrap" justify="space-between">
      <Text size="sm" className="app-named">
        {label} <Code>{value}</Code>
      </Text>
      <CopyButton text={value} />
    </Group>
  );
}

function Snippets({ snippets }: { snippets: readonly Snippet[] }) {
  const { t } = useTranslation();
  return (
    <Tabs defaultValue={snippets[0]?.language ?? null} keepMounted={false}>
      <Tabs.List aria-label={t("applications.snippets")}>
        {snippets.map(({ language, label }) => (
          <Tabs.Tab key={language} value={language}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map(({ language, code }) => (
        <Tabs.Panel key={language} value={language} pt="xs">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled with the keyboard, too */}
          <pre className="app-snippet" tabIndex={0} translate="no">
            {code}
          </pre>
          <Group justify="flex-end">
            <CopyButton text={code} label={t("applications.copy_code")} />
          </Group>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
