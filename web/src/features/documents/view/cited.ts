// What is cited in a document, down to the cell and the line, and the boxes of it on the pages.
import type { Content, Element, ElementId } from "@/api";
import { wordsOfQuote } from "@/text/quote";

/** As a citation names it: whole elements, or of the first a sentence or a table row and the cells in it that answer. */
export type Cited = {
  elements: readonly ElementId[];
  quote?: string | undefined;
  row?: number | undefined;
  columns?: readonly number[] | undefined;
};

export type Box = [number, number, number, number];
/** A part of an element on a page. */
export type PlacedBox = { element: ElementId; page: number; box: Box };
export type PageWords = readonly { text: string; box: Box }[];

/** Cells of a row: those that begin in it and those that reach into it from above. */
export const isInRow = ({ row, row_span }: { row: number; row_span: number }, wanted: number | undefined) =>
  wanted !== undefined && row <= wanted && wanted < row + row_span;

export const isAnswer = (cell: { row: number; row_span: number; column: number }, { row, columns }: Cited) =>
  isInRow(cell, row) && (columns ?? []).includes(cell.column);

export const asBox = (box: readonly number[] | null | undefined): Box | undefined =>
  box?.length === 4 ? (box as Box) : undefined;

/** The cited cells on the page, where the reader knows their boxes: of tables that stand on one page. */
export function cellBoxes({ id, table, places }: Element, cited: Cited): PlacedBox[] {
  const [place] = places;
  if (!table || !place || places.length > 1) return [];
  const answering = table.cells.filter((cell) => isAnswer(cell, cited));
  const cells = answering.length > 0 ? answering : table.cells.filter((cell) => isInRow(cell, cited.row));
  return cells.flatMap((cell) => {
    const box = asBox(cell.box);
    return box ? [{ element: id, page: place.page_index, box }] : [];
  });
}

/** Whether the middle of the second box lies in the first. */
export const within = ([x0, y0, x1, y1]: Box, box: Box) => {
  const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  return x >= x0 - 1 && x <= x1 + 1 && y >= y0 - 1 && y <= y1 + 1;
};

/** The lines of a quote among the words of a page, of those that stand in the box of the cited element. */
export function lineBoxes(words: PageWords, inside: Box, quote: string): Box[] {
  const near = words.filter(({ box }) => within(inside, box));
  const inOrder = wordsOfQuote(
    near.map(({ text }) => text),
    quote,
  );
  return inOrder ? joinLines(near.slice(inOrder.begin, inOrder.end).map(({ box }) => box)) : [];
}

function joinLines(boxes: readonly Box[]): Box[] {
  const lines: Box[] = [];
  for (const box of boxes) {
    const last = lines.at(-1);
    const shared = last ? Math.min(last[3], box[3]) - Math.max(last[1], box[1]) : 0;
    const goesOn = last && shared > 0.4 * Math.min(last[3] - last[1], box[3] - box[1]) && box[2] > last[0];
    if (goesOn) lines[lines.length - 1] = unite(last, box);
    else lines.push(box);
  }
  return lines;
}

const unite = (a: Box, b: Box): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];

export const elementOf = (content: Content, { elements: [first] }: Cited) =>
  first && content.elements.find(({ id }) => id === first);
