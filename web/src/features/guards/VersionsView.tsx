// Policies that were in use, the last first: who changed what and why, compared with what is in use, and the way back.
import { Badge, Button, Group, Paper, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GuardPolicy, GuardVersion } from "@/api";
import { formatTime } from "@/text/format";
import { ChangesView } from "./ChangesView";
import type { Change } from "./policy";

type Props = {
  versions: readonly GuardVersion[];
  inUse: number;
  /** What going back to a policy would change in the one in use. */
  compare: (policy: GuardPolicy) => Change[];
  onRestore: (policy: GuardPolicy, name: string) => void;
};

const asShipped: GuardPolicy = {};

export function VersionsView({ versions, inUse, compare, onRestore }: Props) {
  const { t } = useTranslation();
  const last = versions.at(-1)?.number ?? 0;
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("guards.history")} mt="md">
      <Title order={2} size="h4" mb="xs">
        {t("guards.history")}
      </Title>
      {versions.length === 0 ? (
        <Text size="sm">{t("guards.history_none")}</Text>
      ) : (
        <ol className="guard-versions" aria-label={t("guards.history")}>
          {versions.map((one) => (
            <VersionRow
              key={one.number}
              name={t("guards.version", { number: one.number })}
              version={one}
              policy={one.policy}
              inUse={one.number === inUse}
              compare={compare}
              onRestore={onRestore}
            />
          ))}
          {last <= 1 && (
            <VersionRow
              name={t("guards.version_first")}
              policy={asShipped}
              inUse={false}
              compare={compare}
              onRestore={onRestore}
            />
          )}
        </ol>
      )}
    </Paper>
  );
}

type RowProps = Pick<Props, "compare" | "onRestore"> & {
  name: string;
  version?: GuardVersion;
  policy: GuardPolicy;
  inUse: boolean;
};

function VersionRow({ name, version, policy, inUse, compare, onRestore }: RowProps) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <li>
      <Group justify="space-between" gap="xs">
        <div className="guard-rule-name">
          <Group gap={8}>
            <Text size="sm" fw={550}>
              {name}
            </Text>
            {inUse && (
              <Badge size="sm" variant="light" tt="none">
                {t("guards.in_use")}
              </Badge>
            )}
            {version && (
              <Text size="xs" c="dimmed">
                {[version.by, formatTime(version.time_ms, i18n.language)].join(" · ")}
              </Text>
            )}
          </Group>
          <Text size="sm" c={version && version.message === "" ? "dimmed" : undefined}>
            {version ? version.message || t("guards.no_message") : t("guards.version_first_text")}
          </Text>
        </div>
        {!inUse && (
          <Group gap={4}>
            <Button
              size="compact-sm"
              variant="subtle"
              aria-expanded={open}
              aria-label={t("guards.compare_of", { version: name })}
              onClick={() => setOpen(!open)}
            >
              {t("guards.compare")}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t("guards.restore_of", { version: name })}
              onClick={() => onRestore(policy, name)}
            >
              {t("guards.restore")}
            </Button>
          </Group>
        )}
      </Group>
      {open && !inUse && (
        <div className="guard-compared">
          <Text size="xs" c="dimmed">
            {t("guards.compare_text")}
          </Text>
          <ChangesView changes={compare(policy)} label={t("guards.compare_of", { version: name })} />
        </div>
      )}
    </li>
  );
}
