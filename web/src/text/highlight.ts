// Where the terms of a question stand in a text. Offsets are UTF-16, as the browser's strings are.
export type Span = { text: string; marked: boolean };

/**
 * Cuts `text` into marked and plain spans whose join is `text` again. Terms are looked for as they are written, without
 * regard to case; the longest wins. Single syllables mark too much, so they count only when there is nothing longer.
 */
export function highlight(text: string, terms: readonly string[]): Span[] {
  const wanted = usefulTerms(terms);
  if (wanted.length === 0) return text === "" ? [] : [{ text, marked: false }];
  const pattern = new RegExp(wanted.map(escapePattern).join("|"), "giu");
  const spans: Span[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) spans.push({ text: text.slice(end, match.index), marked: false });
    spans.push({ text: match[0], marked: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) spans.push({ text: text.slice(end), marked: false });
  return spans;
}

function usefulTerms(terms: readonly string[]): string[] {
  const all = [...new Set(terms.map((term) => term.normalize("NFC").trim()).filter((term) => term !== ""))];
  const long = all.filter((term) => term.length > 1);
  return (long.length > 0 ? long : all).sort((a, b) => b.length - a.length);
}

const escapePattern = (term: string) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Cuts `text` where these ranges (UTF-16) begin and end; those that touch each other become one. */
export function spansOf(text: string, ranges: readonly { start: number; end: number }[]): Span[] {
  const spans: Span[] = [];
  let at = 0;
  const push = (end: number, marked: boolean) => {
    if (end <= at) return;
    const last = spans.at(-1);
    if (last?.marked === marked) last.text += text.slice(at, end);
    else spans.push({ text: text.slice(at, end), marked });
    at = end;
  };
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    push(Math.min(start, text.length), false);
    push(Math.min(end, text.length), true);
  }
  push(text.length, false);
  return spans;
}
