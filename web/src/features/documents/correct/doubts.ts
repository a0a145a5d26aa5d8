// Recognised words that the reader doubts: where each stands in the text, and what a person's answer changes there.
import type { Content, Element, ElementId, NewCorrection, UncertainWord } from "@/api";
import type { Range } from "@/text/quote";
import { asBox, type Box, within } from "../view/cited";
import { lineOf, setCell, setText } from "./wishes";

export type Doubt = {
  /** Stays the same when the file is read again with the same result. */
  key: string;
  page: number;
  text: string;
  confidence: number;
  box: Box;
  /** Where it was found in the text; undefined where the reader made something else of it. */
  spot: Spot | undefined;
};
export type Spot = {
  element: Element;
  cell: { row: number; column: number } | undefined;
  /** The text of the element or cell, and the word in it. */
  text: string;
  range: Range;
};

/** The least sure first. Words of corrected elements that are gone from their text are settled. */
export function doubtsOf(content: Content, corrected: ReadonlySet<ElementId>): Doubt[] {
  const doubts = content.document.pages.flatMap(({ uncertain }, page) =>
    (uncertain ?? []).flatMap((word) => {
      const box = asBox(word.box);
      if (!box) return [];
      const near = elementsAt(content, page, box);
      const spot = near.map((element) => spotIn(element, page, word, box)).find((one) => one !== undefined);
      if (!spot && near.some(({ id }) => corrected.has(id))) return [];
      const key = `${page}:${box.map(Math.round).join(",")}:${word.confidence}`;
      return [{ key, page, text: word.text, confidence: word.confidence, box, spot }];
    }),
  );
  return doubts.sort((a, b) => a.confidence - b.confidence || a.page - b.page);
}

function elementsAt({ elements }: Content, page: number, box: Box): Element[] {
  const holds = (place: Element["places"][number]) => {
    const around = place.page_index === page ? asBox(place.box) : undefined;
    return around !== undefined && within(around, box);
  };
  return elements.filter(({ places }) => places.some(holds));
}

function spotIn(element: Element, page: number, { text: word }: UncertainWord, box: Box): Spot | undefined {
  const around = asBox(element.places.find(({ page_index }) => page_index === page)?.box);
  if (!element.table) {
    const text = lineOf(element);
    const range = around && nearest(text, word, shareOf(around, box));
    return range && { element, cell: undefined, text, range };
  }
  for (const cell of element.table.cells) {
    const inside = asBox(cell.box);
    if (inside && !within(inside, box)) continue;
    const range = nearest(cell.text, word, inside ? shareOf(inside, box) : 0);
    if (range) return { element, cell: { row: cell.row, column: cell.column }, text: cell.text, range };
  }
  return undefined;
}

/** How much of a paragraph's text stands before a word, from where its box lies in the paragraph's. */
function shareOf(around: Box, word: Box): number {
  const lineHeight = Math.max(1, (word[3] - word[1]) * 1.5);
  const lines = Math.max(1, Math.round((around[3] - around[1]) / lineHeight));
  const line = Math.min(
    lines - 1,
    Math.floor((((word[1] + word[3]) / 2 - around[1]) / (around[3] - around[1])) * lines),
  );
  return (line + (word[0] - around[0]) / Math.max(1, around[2] - around[0])) / lines;
}

/** Of all places where the word stands, whole words first, the one nearest to this share of the text. */
function nearest(text: string, word: string, share: number): Range | undefined {
  const all: Range[] = [];
  for (let at = text.indexOf(word); word !== "" && at >= 0; at = text.indexOf(word, at + 1))
    all.push({ begin: at, end: at + word.length });
  const isEdge = (letter: string | undefined) => letter === undefined || /\s/.test(letter);
  const whole = all.filter(({ begin, end }) => isEdge(text[begin - 1]) && isEdge(text[end]));
  const wanted = share * text.length;
  const distance = ({ begin }: Range) => Math.abs(begin - wanted);
  return (whole.length > 0 ? whole : all).sort((a, b) => distance(a) - distance(b))[0];
}

/** The word as a person read it, in its place. */
export function correctWord({ element, cell, text, range }: Spot, word: string): NewCorrection {
  const mended = text.slice(0, range.begin) + word + text.slice(range.end);
  return cell ? setCell(element, cell.row, cell.column, text, mended) : setText(element, mended);
}
