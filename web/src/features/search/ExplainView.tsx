// Why a hit stands where it stands: what each leg and the reranker said, and how much of the question it holds.
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Hit } from "@/api";
import { formatShare } from "@/text/format";

export function ExplainView({ hit, terms }: { hit: Hit; terms: readonly string[] }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 3 });
  const legName = (leg: string) => (leg === "lexical" || leg === "dense" ? t(`search.leg_${leg}`) : leg);
  return (
    <div className="explain-body">
      <Table withRowBorders={false} verticalSpacing={2} w="auto">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("search.leg")}</Table.Th>
            <Table.Th scope="col">{t("search.rank")}</Table.Th>
            <Table.Th scope="col">{t("search.score")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(hit.legs).map(([leg, { rank, score }]) => (
            <Table.Tr key={leg}>
              <Table.Th scope="row">{legName(leg)}</Table.Th>
              <Table.Td>{rank > 0 ? number.format(rank) : t("search.not_found_by")}</Table.Td>
              <Table.Td>{rank > 0 ? number.format(score) : "–"}</Table.Td>
            </Table.Tr>
          ))}
          {hit.reranker && (
            <Table.Tr>
              <Table.Th scope="row">{t("search.reranker")}</Table.Th>
              <Table.Td>{number.format(hit.reranker.rank)}</Table.Td>
              <Table.Td>{number.format(hit.reranker.score)}</Table.Td>
            </Table.Tr>
          )}
          <Table.Tr>
            <Table.Th scope="row">{t("common.all")}</Table.Th>
            <Table.Td>{number.format(hit.rank)}</Table.Td>
            <Table.Td>{number.format(hit.score)}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      <p>
        {t("search.coverage")}: {formatShare(hit.coverage, i18n.language)}
        {` · ${t("search.adjacent")}: ${formatShare(hit.features.adjacent, i18n.language)}`}
        {` · ${t("search.early")}: ${formatShare(hit.features.early, i18n.language)}`}
        {terms.length > 0 && ` · ${t("search.terms")}: ${terms.join(", ")}`}
      </p>
    </div>
  );
}
