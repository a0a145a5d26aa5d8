// Why a document is not among the hits, in plain words, and what can be done about it.
import { Button, Group, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Absence, DocumentId } from "@/api";
import { AppLink } from "@/components";
import { documentHref } from "@/features/documents";
import { formatShare } from "@/text/format";

export type Named = { id: DocumentId; name: string };
type Props = {
  absence: Absence;
  /** What is missed. */
  document: Named;
  /** Under which document it is found, where one may see that. */
  instead?: Named | undefined;
  /** Whose search was looked at; empty: one's own. */
  person: string;
  /** Given where it stands among the hits of the page. */
  onGo?: (() => void) | undefined;
  onClear: (what: "where" | "on") => void;
};

export function WhyView({ absence, document, instead, person, onGo, onClear }: Props) {
  const { t } = useTranslation();
  const { reason, rank, missing } = absence;
  const found = person ? t("search.why.found_by", { rank, person }) : t("search.why.found", { rank });
  const isRead = Object.keys(absence.legs).length > 0;
  return (
    <>
      <Text fw={600}>{reason === "found" ? found : t(`search.why.reason.${reason}`, { person })}</Text>
      {reason !== "found" && <Text size="sm">{t(`search.why.advice.${reason}`)}</Text>}
      {isRead && reason !== "found" && <PlaceView absence={absence} />}
      {missing.length > 0 && (
        <Text size="sm" mt="xs">
          {t(isRead ? "search.why.missing_in_best" : "search.why.missing", { words: missing.join(", ") })}
        </Text>
      )}
      <Group gap="md" mt="sm">
        {onGo && (
          <Button size="compact-sm" onClick={onGo}>
            {t("search.why.go", { rank })}
          </Button>
        )}
        {reason === "conditions" && (
          <Button size="compact-sm" variant="default" onClick={() => onClear("where")}>
            {t("search.why.clear_where")}
          </Button>
        )}
        {reason === "not_in_force" && (
          <Button size="compact-sm" variant="default" onClick={() => onClear("on")}>
            {t("search.why.clear_day")}
          </Button>
        )}
        {[document, ...(instead ? [instead] : [])].map(({ id, name }) => (
          <AppLink key={id} href={documentHref(id)} size="sm" className="why-open">
            {t("search.why.open", { name })}
          </AppLink>
        ))}
      </Group>
    </>
  );
}

/** Where its best passage stands. Behind the hundredth each leg was asked for this document alone, so that its ranks say nothing. */
function PlaceView({ absence: { rank, legs, coverage } }: { absence: Absence }) {
  const { t, i18n } = useTranslation();
  const legName = (leg: string) => (leg === "lexical" || leg === "dense" ? t(`search.leg_${leg}`) : leg);
  const ofLeg = (at: number) => {
    if (at === 0) return t("search.not_found_by");
    return rank > 0 ? t("search.why.place_of", { rank: at }) : t("search.why.found_by_leg");
  };
  const rows: [string, string][] = [
    ...Object.entries(legs).map(([leg, one]): [string, string] => [legName(leg), ofLeg(one.rank)]),
    [t("search.why.place"), rank > 0 ? t("search.why.place_of", { rank }) : t("search.why.place_behind")],
    [t("search.coverage"), formatShare(coverage, i18n.language)],
  ];
  return (
    <Table withRowBorders={false} verticalSpacing={2} w="auto" mt="xs" ml={-10}>
      <Table.Tbody>
        {rows.map(([name, said]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row">{name}</Table.Th>
            <Table.Td>{said}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
