// A parsed table with its merged cells.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Cell, Table } from "@/api";
import { type Cited, isAnswer, isInRow } from "./cited";

export function TableView({ table, part }: { table: Table; part?: Cited | undefined }) {
  const { t } = useTranslation();
  const rows = useMemo(() => rowsOf(table), [table]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too.
    <section className="table-scroll" tabIndex={0} aria-label={t("view.table_scroll")}>
      <table className="parsed">
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>{cells.map((cell) => cellOf(cell, part))}</tr>
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

function cellOf(cell: Cell, part: Cited | undefined) {
  const { column, row_span, column_span, header, text } = cell;
  const Tag = header ? "th" : "td";
  const quoted = part && (part.columns && part.columns.length > 0 ? isAnswer(cell, part) : isInRow(cell, part.row));
  return (
    <Tag
      key={column}
      rowSpan={row_span > 1 ? row_span : undefined}
      colSpan={column_span > 1 ? column_span : undefined}
      data-cited-row={(part && isInRow(cell, part.row)) || undefined}
      data-quoted={quoted || undefined}
    >
      {text}
    </Tag>
  );
}
