// A table's grid as people change it: rows, columns, header cells, joined cells. Pure; each gives a new table.
import type { Cell, Table } from "@/api";

const covers = (cell: Cell, row: number, column: number) =>
  row >= cell.row && row < cell.row + cell.row_span && column >= cell.column && column < cell.column + cell.column_span;

export const cellAt = (table: Table, row: number, column: number) =>
  table.cells.find((cell) => covers(cell, row, column));

const empty = (row: number, column: number, header = false): Cell => ({
  row,
  column,
  row_span: 1,
  column_span: 1,
  header,
  text: "",
});

/** Reading order, and a cell on every position that none covers. */
function filled(rows: number, columns: number, cells: Cell[]): Table {
  const taken = new Set<string>();
  for (const { row, column, row_span, column_span } of cells)
    for (let r = row; r < row + row_span; r += 1)
      for (let c = column; c < column + column_span; c += 1) taken.add(`${r} ${c}`);
  const all = [...cells];
  for (let r = 0; r < rows; r += 1)
    for (let c = 0; c < columns; c += 1) if (!taken.has(`${r} ${c}`)) all.push(empty(r, c));
  return { rows, columns, cells: all.sort((a, b) => a.row - b.row || a.column - b.column) };
}

export const emptyTable = (rows: number, columns: number): Table => filled(rows, columns, []);

/** An empty row before `at`; cells that reach across it grow. */
export function addRow({ rows, columns, cells }: Table, at: number): Table {
  const moved = cells.map((cell) => {
    if (cell.row >= at) return { ...cell, row: cell.row + 1 };
    return cell.row + cell.row_span > at ? { ...cell, row_span: cell.row_span + 1 } : cell;
  });
  return filled(rows + 1, columns, moved);
}

export function addColumn({ rows, columns, cells }: Table, at: number): Table {
  const moved = cells.map((cell) => {
    if (cell.column >= at) return { ...cell, column: cell.column + 1 };
    return cell.column + cell.column_span > at ? { ...cell, column_span: cell.column_span + 1 } : cell;
  });
  return filled(rows, columns + 1, moved);
}

export function removeRow({ rows, columns, cells }: Table, at: number): Table | undefined {
  if (rows < 2) return undefined;
  const left = cells.flatMap((cell) => {
    const isIn = cell.row <= at && at < cell.row + cell.row_span;
    if (isIn && cell.row_span === 1) return [];
    if (isIn) return [{ ...cell, row_span: cell.row_span - 1 }];
    return [cell.row > at ? { ...cell, row: cell.row - 1 } : cell];
  });
  return filled(rows - 1, columns, left);
}

export function removeColumn({ rows, columns, cells }: Table, at: number): Table | undefined {
  if (columns < 2) return undefined;
  const left = cells.flatMap((cell) => {
    const isIn = cell.column <= at && at < cell.column + cell.column_span;
    if (isIn && cell.column_span === 1) return [];
    if (isIn) return [{ ...cell, column_span: cell.column_span - 1 }];
    return [cell.column > at ? { ...cell, column: cell.column - 1 } : cell];
  });
  return filled(rows, columns - 1, left);
}

/** The row's cells become header cells, or, when all are, ordinary ones. */
export function toggleHeader(table: Table, row: number): Table {
  const all = table.cells.filter((cell) => cell.row === row).every((cell) => cell.header);
  return { ...table, cells: table.cells.map((cell) => (cell.row === row ? { ...cell, header: !all } : cell)) };
}

/** Joined with the neighbour to the right or below, where that has the same height or width; their texts in turn. */
export function joinCell(table: Table, cell: Cell, towards: "right" | "below"): Table | undefined {
  const isRight = towards === "right";
  const row = isRight ? cell.row : cell.row + cell.row_span;
  const column = isRight ? cell.column + cell.column_span : cell.column;
  const other = cellAt(table, row, column);
  if (!other || other.row !== row || other.column !== column) return undefined;
  if (isRight ? other.row_span !== cell.row_span : other.column_span !== cell.column_span) return undefined;
  const joined: Cell = {
    ...cell,
    text: [cell.text, other.text].filter((text) => text !== "").join(" "),
    row_span: isRight ? cell.row_span : cell.row_span + other.row_span,
    column_span: isRight ? cell.column_span + other.column_span : cell.column_span,
  };
  const rest = table.cells.filter((one) => one !== other).map((one) => (one === cell ? joined : one));
  return { ...table, cells: rest };
}

/** A joined cell back to one position; the others become empty cells. */
export function partCell(table: Table, cell: Cell): Table | undefined {
  if (cell.row_span === 1 && cell.column_span === 1) return undefined;
  const single = table.cells.map((one) => (one === cell ? { ...one, row_span: 1, column_span: 1 } : one));
  return filled(table.rows, table.columns, single);
}
