// A parsed table with its merged cells.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Cell, Table } from "@/api";

export function TableView({ table }: { table: Table }) {
  const { t } = useTranslation();
  const rows = useMemo(() => rowsOf(table), [table]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too.
    <section className="table-scroll" tabIndex={0} aria-label={t("view.table_scroll")}>
      <table className="parsed">
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>{cells.map(cellOf)}</tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function rowsOf({ rows, cells }: Table): Cell[][] {
  const result: Cell[][] = Array.from({ length: rows }, () => []);
  for (const cell of cells) result[cell.row]?.push(cell);
  for (const row of result) row.sort((a, b) => a.column - b.column);
  return result;
}

function cellOf({ column, row_span, column_span, header, text }: Cell) {
  const Tag = header ? "th" : "td";
  return (
    <Tag key={column} rowSpan={row_span > 1 ? row_span : undefined} colSpan={column_span > 1 ? column_span : undefined}>
      {text}
    </Tag>
  );
}
