// Each application with the name under which programs call it.
import { Badge, Group, Text } from "@mantine/core";
import { IconApps } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Application } from "@/api";
import { AppLink, Empty } from "@/components";
import { formatTime } from "@/text/format";

type Props = { applications: readonly Application[]; builds: boolean };

export function ApplicationListView({ applications, builds }: Props) {
  const { t } = useTranslation();
  if (applications.length === 0)
    return (
      <Empty
        title={t("applications.none_title")}
        text={t(builds ? "applications.none_text" : "applications.none_text_reader")}
        icon={<IconApps size={40} stroke={1.2} aria-hidden />}
      />
    );
  return (
    <ul className="app-list" aria-label={t("nav.applications")}>
      {applications.map((one) => (
        <Row key={one.id} application={one} />
      ))}
    </ul>
  );
}

function Row({ application }: { application: Application }) {
  const { t, i18n } = useTranslation();
  const { id, title, model, description, active, own, owner, changed_ms } = application;
  return (
    <li>
      <Group gap={8} wrap="wrap">
        <AppLink href={`/applications/${encodeURIComponent(id)}`} fw={600}>
          {title}
        </AppLink>
        {!active && (
          <Badge size="sm" variant="light" color="gray" tt="none">
            {t("applications.inactive")}
          </Badge>
        )}
        <code>{model}</code>
      </Group>
      {description !== "" && <Text size="sm">{description}</Text>}
      <Text size="xs" c="dimmed">
        {[own ? t("applications.own") : owner, formatTime(changed_ms, i18n.language)].join(" · ")}
      </Text>
    </li>
  );
}
