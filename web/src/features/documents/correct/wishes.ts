// What people do in the correcting view, as requests of the contract; and which elements they should look at first.
import type { Content, Correction, Element, ElementId, ElementKind, NewCorrection, Place, Table } from "@/api";

/** Why somebody corrects: short codes that stand in the audit log and in exported training data. */
export const reasons = ["misread", "layout", "order", "missed", "source", "other"] as const;
export type Reason = (typeof reasons)[number];

/** What a person sees and types as the text of an element that is no table. */
export const lineOf = ({ latex, text }: Element) => latex || text;

export const setText = (element: Element, text: string): NewCorrection => ({
  operation: "set_text",
  element: element.id,
  before: { text: lineOf(element) },
  after: { text },
});
export const setKind = (element: Element, kind: ElementKind, level = 0): NewCorrection => ({
  operation: "set_kind",
  element: element.id,
  after: { kind, level },
});
export const setCell = (
  element: Element,
  row: number,
  column: number,
  before: string,
  text: string,
): NewCorrection => ({
  operation: "set_cell",
  element: element.id,
  before: { row, column, text: before },
  after: { row, column, text },
});
export const setTable = (element: Element, table: Table): NewCorrection => ({
  operation: "set_table",
  element: element.id,
  ...(element.table ? { before: { table: element.table } } : {}),
  after: { table },
});
export const removeElement = (element: Element): NewCorrection => ({ operation: "remove", element: element.id });
export const splitTable = (element: Element, row: number): NewCorrection => ({
  operation: "split",
  element: element.id,
  after: { row },
});
export const addTable = (table: Table, behind: ElementId | "", place?: Place): NewCorrection => ({
  operation: "add",
  after: { kind: "table", level: 0, table, behind, ...(place ? { place } : {}) },
});

/** Cut at the caret; undefined where one side would be empty. */
export function splitText(element: Element, text: string, caret: number): NewCorrection | undefined {
  const texts = [text.slice(0, caret).trim(), text.slice(caret).trim()];
  if (texts.some((part) => part === "")) return undefined;
  return { operation: "split", element: element.id, after: { texts } };
}

/** One place up or down in the reading order. */
export function moveBy(elements: readonly Element[], at: number, step: -1 | 1): NewCorrection | undefined {
  const element = elements[at];
  if (!element || !elements[at + step]) return undefined;
  const behind = step > 0 ? elements[at + 1]?.id : elements[at - 2]?.id;
  return { operation: "move", element: element.id, after: { behind: behind ?? "" } };
}

/** The element with the one behind it: texts with texts, tables with tables of as many columns. */
export function mergeNext(elements: readonly Element[], at: number): NewCorrection | undefined {
  const [element, next] = [elements[at], elements[at + 1]];
  if (!element || !next || element.table?.columns !== next.table?.columns) return undefined;
  return { operation: "merge", element: element.id, after: { elements: [next.id] } };
}

/** Keys that give a kind, by the key's place on the keyboard: they work while a Korean input method is on. */
export const kindKeys: Readonly<Record<string, { kind: ElementKind; level?: number }>> = {
  Digit1: { kind: "heading", level: 1 },
  Digit2: { kind: "heading", level: 2 },
  Digit3: { kind: "heading", level: 3 },
  Digit4: { kind: "heading", level: 4 },
  Digit5: { kind: "heading", level: 5 },
  Digit6: { kind: "heading", level: 6 },
  KeyT: { kind: "title" },
  KeyP: { kind: "paragraph" },
  KeyL: { kind: "list_item", level: 1 },
  KeyN: { kind: "footnote" },
  KeyC: { kind: "caption" },
  KeyH: { kind: "page_header" },
  KeyF: { kind: "page_footer" },
  KeyB: { kind: "table" },
};

const doubtfulRole = /confidence|uncertain|doubt/;

/** Elements to look at first: those that the reader itself doubts, then those on pages that a warning names. */
export function doubtful({ elements, warnings }: Content, corrected: ReadonlySet<ElementId>): ElementId[] {
  const pages = new Set(warnings.map(({ page_index }) => page_index).filter((page) => page >= 0));
  const open = elements.filter(({ id }) => !corrected.has(id));
  const isNamed = ({ role }: Element) => doubtfulRole.test(role ?? "");
  const onPage = (element: Element) => element.places.some(({ page_index }) => pages.has(page_index));
  return [...open.filter(isNamed), ...open.filter((one) => !isNamed(one) && onPage(one))].map(({ id }) => id);
}

/** For each element the newest correction in force that made or changed it. */
export function byElement(corrections: readonly Correction[]): Map<ElementId, Correction> {
  const map = new Map<ElementId, Correction>();
  for (const correction of corrections) {
    if (correction.withdrawn_ms > 0 || correction.conflict) continue;
    for (const id of [correction.element, ...correction.made]) if (id) map.set(id, correction);
  }
  return map;
}

export const conflictsOf = (corrections: readonly Correction[]) =>
  corrections.filter(({ conflict, withdrawn_ms }) => conflict !== null && withdrawn_ms === 0);

/** One side of a correction in a line, for the history. */
export function sideWords({ text, texts, table, kind, level, row, column }: Correction["before"]): string {
  if (row !== undefined && column !== undefined) return text ?? "";
  if (text !== undefined) return text;
  if (texts && texts.length > 0) return texts.join(" ⏎ ");
  if (table) return `${table.rows} × ${table.columns}`;
  return kind ? `${kind}${level ? ` ${level}` : ""}` : "";
}
