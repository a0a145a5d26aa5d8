// A table's cells as fields. A cell is kept when one leaves it; the buttons change the grid around the cell one is in.
import { Button, Group } from "@mantine/core";
import { type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Cell, Correction, Element, NewCorrection, Table } from "@/api";
import { rowsOf } from "../view/TableView";
import { addColumn, addRow, cellAt, joinCell, partCell, removeColumn, removeRow, toggleHeader } from "./grid";
import { setCell, setTable, splitTable } from "./wishes";

type Props = {
  element: Element;
  onCorrect: (wish: NewCorrection) => Promise<Correction | undefined>;
  onLeave: () => void;
};

export function GridEditor({ element, onCorrect, onLeave }: Props) {
  const { t } = useTranslation();
  const body = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState({ row: 0, column: 0 });
  const table = element.table;
  if (!table) return null;
  const cell = cellAt(table, at.row, at.column);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onLeave();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void onCorrect(splitTable(element, at.row));
    else if (event.key === "Enter" && !event.shiftKey)
      focusCell(body, table, at.row + (cell?.row_span ?? 1), at.column);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the fields inside are what is worked on.
    <div className="element-editor" onKeyDown={onKeyDown}>
      <div className="table-scroll">
        <table className="parsed" ref={body}>
          <tbody>
            {rowsOf(table).map((cells, row) => (
              <tr key={row}>
                {cells.map((one) => (
                  <CellField
                    key={`${one.column} ${one.text}`}
                    cell={one}
                    label={t("correct.cell", { row: one.row + 1, column: one.column + 1 })}
                    isFirst={one.row === 0 && one.column === 0}
                    onEnter={() => setAt({ row: one.row, column: one.column })}
                    onKeep={(text) => void onCorrect(setCell(element, one.row, one.column, one.text, text))}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {cell && <GridButtons element={element} table={table} cell={cell} onCorrect={onCorrect} onLeave={onLeave} />}
    </div>
  );
}

/** The field of a cell; behind the last row the editor stays where it is. */
function focusCell(body: RefObject<HTMLTableElement | null>, table: Table, row: number, column: number) {
  const target = cellAt(table, row, column);
  const field = target && body.current?.querySelector(`[data-cell="${target.row} ${target.column}"]`);
  if (field instanceof HTMLElement) field.focus();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

type CellProps = {
  cell: Cell;
  label: string;
  isFirst: boolean;
  onEnter: () => void;
  onKeep: (text: string) => void;
};

function CellField({ cell, label, isFirst, onEnter, onKeep }: CellProps) {
  const Tag = cell.header ? "th" : "td";
  const [text, setText] = useState(cell.text);
  return (
    <Tag
      rowSpan={cell.row_span > 1 ? cell.row_span : undefined}
      colSpan={cell.column_span > 1 ? cell.column_span : undefined}
    >
      <textarea
        rows={1}
        aria-label={label}
        data-cell={`${cell.row} ${cell.column}`}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: somebody asked for this very field by Enter.
        autoFocus={isFirst}
        onFocus={onEnter}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => text !== cell.text && onKeep(text)}
      />
    </Tag>
  );
}

type ButtonsProps = Props & { table: Table; cell: Cell };

function GridButtons({ element, table, cell, onCorrect, onLeave }: ButtonsProps) {
  const { t } = useTranslation();
  const give = (made: Table | undefined) => () => made && void onCorrect(setTable(element, made));
  const changes: [string, Table | undefined][] = [
    [t("correct.row_add"), addRow(table, cell.row + cell.row_span)],
    [t("correct.column_add"), addColumn(table, cell.column + cell.column_span)],
    [t("correct.row_remove"), removeRow(table, cell.row)],
    [t("correct.column_remove"), removeColumn(table, cell.column)],
    [t("correct.header"), toggleHeader(table, cell.row)],
    [t("correct.join_right"), joinCell(table, cell, "right")],
    [t("correct.join_below"), joinCell(table, cell, "below")],
    [t("correct.part"), partCell(table, cell)],
  ];
  return (
    <Group gap={6} mt={8}>
      {changes.map(([words, made]) => (
        <Button key={words} size="compact-xs" variant="default" disabled={!made} onClick={give(made)}>
          {words}
        </Button>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        disabled={cell.row === 0}
        onClick={() => void onCorrect(splitTable(element, cell.row))}
      >
        {t("correct.split_table")}
      </Button>
      <Button size="compact-xs" onClick={onLeave}>
        {t("correct.done")}
      </Button>
    </Group>
  );
}
