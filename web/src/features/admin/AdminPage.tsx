// 관리: only the tabs that the person's rights open.
import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Right } from "@/api";
import { Empty, PageHead } from "@/components";
import { GuardsTab } from "@/features/guards";
import { PromptsTab } from "@/features/prompts";
import { useRights } from "@/features/session";
import { SourcesTab } from "@/features/sources";
import { TracesTab } from "@/features/traces";
import { UsageTab } from "@/features/usage";
import { WordsTab } from "@/features/words";
import { AuditTab } from "./AuditTab";
import { GroupsTab } from "./GroupsTab";
import { KeysTab } from "./KeysTab";
import { LabelsTab } from "./LabelsTab";
import { PeopleTab } from "./PeopleTab";

type Tab = {
  name:
    | "people"
    | "groups"
    | "keys"
    | "labels"
    | "words"
    | "guards"
    | "prompts"
    | "sources"
    | "traces"
    | "usage"
    | "audit";
  right: Right;
  show: () => ReactNode;
};

const tabs: readonly Tab[] = [
  { name: "people", right: "manage_people", show: () => <PeopleTab /> },
  { name: "groups", right: "manage_people", show: () => <GroupsTab /> },
  { name: "keys", right: "manage_keys", show: () => <KeysTab /> },
  { name: "labels", right: "manage_labels", show: () => <LabelsTab /> },
  { name: "words", right: "manage_labels", show: () => <WordsTab /> },
  { name: "guards", right: "manage_system", show: () => <GuardsTab /> },
  { name: "prompts", right: "manage_system", show: () => <PromptsTab /> },
  { name: "sources", right: "manage_system", show: () => <SourcesTab /> },
  { name: "traces", right: "manage_system", show: () => <TracesTab /> },
  { name: "usage", right: "manage_system", show: () => <UsageTab /> },
  { name: "audit", right: "read_audit", show: () => <AuditTab /> },
];

const route = getRouteApi("/admin/$tab");

export function AdminPage() {
  const { t } = useTranslation();
  const may = useRights();
  const { tab } = route.useParams();
  const navigate = route.useNavigate();
  const open = tabs.filter(({ right }) => may(right));
  const current = open.find(({ name }) => name === tab) ?? open[0];
  if (!current) return <Empty title={t("app.not_found")} text={t("error.code.not_allowed")} />;
  return (
    <>
      <PageHead title={t("admin.title")} tab={t(`admin.${current.name}`)} />
      <Tabs
        value={current.name}
        onChange={(name) => name && void navigate({ params: { tab: name } })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {open.map(({ name }) => (
            <Tabs.Tab key={name} value={name}>
              {t(`admin.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={current.name}>{current.show()}</Tabs.Panel>
      </Tabs>
    </>
  );
}
