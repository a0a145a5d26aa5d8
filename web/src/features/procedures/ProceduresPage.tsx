// 가명처리: all procedures, and what is to be done next in each.
import { Badge, Button, Group, Table, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ProcedureSummary, toLoad } from "@/api";
import { AppLink, Empty, Loaded, PageHead } from "@/components";
import { wordOr } from "@/i18n";
import { formatTime } from "@/text/format";
import { StartDialog } from "./StartDialog";
import { useProcedureList } from "./useProcedures";

export function Next({ procedure }: { procedure: Pick<ProcedureSummary, "next" | "log_changed"> }) {
  const { t } = useTranslation();
  if (procedure.log_changed)
    return (
      <Badge color="red" variant="light" tt="none" miw="max-content">
        {t("procedures.log_changed")}
      </Badge>
    );
  return (
    <Badge color={procedure.next === "closed" ? "gray" : "clay"} variant="light" tt="none" miw="max-content">
      {t(`procedures.next.${procedure.next}`)}
    </Badge>
  );
}

function ProcedureTable({ procedures }: { procedures: ProcedureSummary[] }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="wide">
      <Table aria-label={t("nav.procedures")} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("procedures.about")}</Table.Th>
            <Table.Th className="only-wide-cell">{t("procedures.purpose")}</Table.Th>
            <Table.Th className="only-wide-cell">{t("procedures.started")}</Table.Th>
            <Table.Th>{t("procedures.what_next")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {procedures.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>
                <AppLink href={`/procedures/${one.id}`}>{one.about || one.id}</AppLink>
              </Table.Td>
              <Table.Td className="only-wide-cell">{wordOr(t, "procedures.purposes", one.purpose)}</Table.Td>
              <Table.Td className="only-wide-cell">
                <Text size="sm" c="dimmed">
                  {one.started_by} · {formatTime(one.started_ms, i18n.language)}
                </Text>
              </Table.Td>
              <Table.Td className="nowrap">
                <Next procedure={one} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

export function ProceduresPage() {
  const { t } = useTranslation();
  const [starting, setStarting] = useState(false);
  const procedures = useProcedureList();
  const button = (
    <Button size="sm" leftSection={<IconPlus size={16} />} onClick={() => setStarting(true)}>
      {t("procedures.start")}
    </Button>
  );
  return (
    <>
      <PageHead title={t("nav.procedures")}>{procedures.data && <Group>{button}</Group>}</PageHead>
      <Loaded load={toLoad(procedures)}>
        {(data) =>
          data.procedures.length === 0 ? (
            <Empty title={t("procedures.empty_title")} text={t("procedures.empty_text")} />
          ) : (
            <ProcedureTable procedures={data.procedures} />
          )
        }
      </Loaded>
      <StartDialog opened={starting} onClose={() => setStarting(false)} />
    </>
  );
}
