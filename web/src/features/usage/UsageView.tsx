// A month's use as a table, with a sum for each currency: won are never added to dollars.
import { Table, Text } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Usage, UsageBy, UsageRow } from "@/api";
import { formatDuration, formatMoney, formatNumber } from "@/text/format";

const numbers = ["calls", "prompt_tokens", "cached_tokens", "completion_tokens"] as const;

/** Only models of this process are computed here: without one the column says nothing. */
const isComputedHere = (usage: Usage) => usage.rows.some((row) => row.computed_ms > 0);

function nameOf(t: TFunction, by: UsageBy, row: UsageRow): string {
  if (row.id === "" && by === "key") return t("usage.no_key");
  if (row.id === "" && by === "person") return t("usage.system");
  if (row.id === "" && by === "application") return t("usage.no_application");
  return row.name || t("usage.gone");
}

export function sumsOf(rows: readonly UsageRow[]): UsageRow[] {
  const sums = new Map<string, UsageRow>();
  for (const row of rows) {
    const sum = sums.get(row.currency);
    if (!sum) {
      sums.set(row.currency, { ...row, id: "", name: "" });
      continue;
    }
    for (const name of numbers) sum[name] += row[name];
    sum.computed_ms += row.computed_ms;
    sum.cost_micros += row.cost_micros;
  }
  return [...sums.values()];
}

export function UsageView({ usage }: { usage: Usage }) {
  const { t } = useTranslation();
  const timed = isComputedHere(usage);
  if (usage.rows.length === 0)
    return (
      <Text role="status" c="dimmed">
        {t("usage.none")}
      </Text>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables are scrolled by keyboard, too.
    <div className="wide-table" tabIndex={0}>
      <Table aria-label={t("usage.list")} miw={720} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t(`usage.bys.${usage.by}`)}</Table.Th>
            {numbers.map((name) => (
              <Table.Th key={name} ta="right">
                {t(`usage.${name}`)}
              </Table.Th>
            ))}
            {timed && <Table.Th ta="right">{t("usage.computed")}</Table.Th>}
            <Table.Th ta="right">{t("usage.cost")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {usage.rows.map((row) => (
            <Row key={`${row.id} ${row.currency}`} name={nameOf(t, usage.by, row)} row={row} timed={timed} />
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          {sumsOf(usage.rows).map((row) => (
            <Row key={row.currency} name={t("usage.sum")} row={row} timed={timed} />
          ))}
        </Table.Tfoot>
      </Table>
    </div>
  );
}

function Row({ name, row, timed }: { name: string; row: UsageRow; timed: boolean }) {
  const { i18n } = useTranslation();
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      {numbers.map((field) => (
        <Table.Td key={field} ta="right" className="nowrap">
          {formatNumber(row[field], i18n.language)}
        </Table.Td>
      ))}
      {timed && (
        <Table.Td ta="right" className="nowrap">
          {formatDuration(row.computed_ms, i18n.language)}
        </Table.Td>
      )}
      <Table.Td ta="right" className="nowrap">
        {formatMoney(row.cost_micros, row.currency, i18n.language)}
      </Table.Td>
    </Table.Tr>
  );
}
