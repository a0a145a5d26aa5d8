// What the log says, to look at and to take along.
import { Alert, Button, Group, Table, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Procedure, procedureReportAddress } from "@/api";
import { wordOr } from "@/i18n";
import { formatTime } from "@/text/format";
import { LeakRateView } from "./LeakRateView";

const forms = ["pdf", "html", "json"] as const;

/** "2026-11-22 05:00:00 UTC", as the report writes it, in the reader's own time. */
const timeOf = (text: string, language: string) =>
  formatTime(Date.parse(text.replace(" UTC", "Z").replace(" ", "T")), language) || text;

function Verdict({ procedure }: { procedure: Procedure }) {
  const { t, i18n } = useTranslation();
  const verdict = procedure.verdict;
  if (!verdict)
    return (
      <Text size="sm" c="dimmed" role="status">
        {t("procedures.no_verdict")}
      </Text>
    );
  return (
    <Alert
      color={verdict.accepted ? "teal" : "red"}
      variant="light"
      role="status"
      title={t(verdict.accepted ? "procedures.accepted" : "procedures.rejected")}
    >
      <Text size="sm">{verdict.ground}</Text>
      <Text size="xs" c="dimmed" mt={4}>
        {verdict.by} · {timeOf(verdict.time, i18n.language)}
      </Text>
      {procedure.people.inspected_by_others !== null && (
        <Text size="xs" mt={4}>
          {t(
            procedure.people.inspected_by_others && procedure.people.judged_by_others
              ? "procedures.two_people_yes"
              : "procedures.two_people_no",
          )}
        </Text>
      )}
    </Alert>
  );
}

export function ReportSection({ procedure }: { procedure: Procedure }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <Verdict procedure={procedure} />
      {procedure.inspection && <LeakRateView inspection={procedure.inspection} />}
      <Group gap="xs" mt="md">
        {forms.map((form) => (
          <Button
            key={form}
            component="a"
            href={procedureReportAddress(procedure.id, form)}
            download={`${procedure.id}.${form}`}
            variant={form === "pdf" ? "filled" : "default"}
            size="sm"
            leftSection={<IconDownload size={15} />}
          >
            {t(`procedures.report_as.${form}`)}
          </Button>
        ))}
      </Group>
      <Title order={3} size="h5" mt="xl">
        {t("procedures.log")}
      </Title>
      <Text size="sm" c="dimmed">
        {procedure.log_changed_at === null ? t("procedures.log_whole") : t("procedures.log_changed")}
      </Text>
      <div className="wide">
        <Table aria-label={t("procedures.log")} mt="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th className="nowrap">{t("procedures.number")}</Table.Th>
              <Table.Th>{t("procedures.time")}</Table.Th>
              <Table.Th>{t("procedures.by")}</Table.Th>
              <Table.Th>{t("procedures.what")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {procedure.log.map((entry) => (
              <Table.Tr key={entry.number} data-changed={entry.number === procedure.log_changed_at}>
                <Table.Td>{entry.number}</Table.Td>
                <Table.Td>{timeOf(entry.time, i18n.language)}</Table.Td>
                <Table.Td className="nowrap">{entry.login}</Table.Td>
                <Table.Td>{wordOr(t, "procedures.entries", entry.step)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}
