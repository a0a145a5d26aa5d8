// 감사: who did what, newest first.
import { Button, Group, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type AuditEntry, type Load, toLoad } from "@/api";
import { Loaded } from "@/components";
import { formatTime } from "@/text/format";
import { useAudit } from "./useAdmin";

const typingMs = 300;

export function AuditTab() {
  const { t } = useTranslation();
  const [actor, setActor] = useState("");
  const [action, setAction] = useState("");
  const [wanted] = useDebouncedValue({ actor, action }, typingMs);
  const audit = useAudit(wanted.actor.trim(), wanted.action.trim());
  const load: Load<AuditEntry[]> = toLoad({ ...audit, data: audit.data?.pages.flatMap(({ entries }) => entries) });
  return (
    <>
      <Group mb="sm" gap="xs">
        <TextInput
          aria-label={t("admin.audit_filter_actor")}
          placeholder={t("admin.audit_filter_actor")}
          value={actor}
          onChange={(event) => setActor(event.currentTarget.value)}
        />
        <TextInput
          aria-label={t("admin.audit_filter_action")}
          placeholder={t("admin.audit_filter_action")}
          value={action}
          onChange={(event) => setAction(event.currentTarget.value)}
        />
      </Group>
      <Loaded load={load}>{(entries) => <AuditTable entries={entries} />}</Loaded>
      {audit.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            {t("admin.audit_older")}
          </Button>
        </Group>
      )}
    </>
  );
}

export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const { t, i18n } = useTranslation();
  if (entries.length === 0)
    return (
      <Text role="status" c="dimmed">
        {t("admin.audit_none")}
      </Text>
    );
  return (
    <div className="wide-table">
      <Table aria-label={t("admin.audit")} miw={860} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("admin.audit_time")}</Table.Th>
            <Table.Th>{t("admin.audit_actor")}</Table.Th>
            <Table.Th>{t("admin.audit_action")}</Table.Th>
            <Table.Th>{t("admin.audit_object")}</Table.Th>
            <Table.Th>{t("admin.audit_outcome")}</Table.Th>
            <Table.Th>{t("admin.audit_address")}</Table.Th>
            <Table.Th>{t("admin.audit_detail")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.number}>
              <Table.Td className="nowrap">{formatTime(entry.time_ms, i18n.language)}</Table.Td>
              <Table.Td>
                {entry.actor}{" "}
                <Text span size="xs" c="dimmed">
                  {entry.through}
                </Text>
              </Table.Td>
              <Table.Td>
                <code>{entry.action}</code>
              </Table.Td>
              <Table.Td>{entry.object}</Table.Td>
              <Table.Td>{entry.outcome}</Table.Td>
              <Table.Td>{entry.address}</Table.Td>
              <Table.Td>{entry.detail}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
