// Every change with who made it and why, and the way back.
import { Badge, Button, Group, Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ApplicationVersion } from "@/api";
import { formatTime } from "@/text/format";

type Props = {
  versions: readonly ApplicationVersion[];
  inUse: number;
  busy: boolean;
  onRestore: (number: number) => void;
};

export function VersionsView({ versions, inUse, busy, onRestore }: Props) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("applications.versions")}>
      <Title order={2} size="h4" mb={4}>
        {t("applications.versions")}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {t("applications.versions_text")}
      </Text>
      <ol className="guard-versions" aria-label={t("applications.versions")}>
        {versions.map((one) => (
          <Row key={one.number} version={one} inUse={one.number === inUse} busy={busy} onRestore={onRestore} />
        ))}
      </ol>
    </Paper>
  );
}

type RowProps = { version: ApplicationVersion; inUse: boolean } & Pick<Props, "busy" | "onRestore">;

function Row({ version, inUse, busy, onRestore }: RowProps) {
  const { t, i18n } = useTranslation();
  const name = t("applications.version", { number: version.number });
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
                {t("applications.in_use")}
              </Badge>
            )}
            <Text size="xs" c="dimmed">
              {[version.by, formatTime(version.time_ms, i18n.language)].join(" · ")}
            </Text>
          </Group>
          {version.message !== "" && <Text size="sm">{version.message}</Text>}
        </div>
        {!inUse && (
          <Button
            size="compact-sm"
            variant="default"
            disabled={busy}
            aria-label={t("applications.restore_of", { version: name })}
            onClick={() => onRestore(version.number)}
          >
            {t("applications.restore")}
          </Button>
        )}
      </Group>
    </li>
  );
}
