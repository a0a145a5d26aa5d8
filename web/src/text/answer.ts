// An answer's text as blocks: the little Markdown that language models write, and the [n] markers of citations. Anything that
// is not known stays the text it is; nothing becomes HTML.
export type Inline =
  | { kind: "text" | "strong" | "code"; text: string; doubt?: Doubt }
  | { kind: "citation"; number: number };

/** A stretch of the text that its sources do not bear out; UTF-16 units. */
export type Doubt = { start: number; end: number; support: DoubtKind; what: string };
export type DoubtKind = "other_number" | "other_date" | "other_name" | "denial" | "no_source";

export type Block =
  | { kind: "paragraph"; lines: Inline[][] }
  | { kind: "heading"; line: Inline[] }
  | { kind: "list"; ordered: boolean; start: number; items: Inline[][] }
  | { kind: "code"; text: string };

/** Without a marker or emphasis that is only half there, as the end of a text that is still being written may be. */
export const withoutHalfMarker = (text: string) => text.replace(/(?:\[\d{0,3}|\*\*?)$/, "");

/** `at`: where `text` begins in what `doubts` count in. */
export function parseInline(text: string, at = 0, doubts: readonly Doubt[] = []): Inline[] {
  const parts: Inline[] = [];
  const add = (kind: "text" | "strong" | "code", piece: string, from: number) => {
    for (const { begin, end, doubt } of cutBy(doubts, at + from, at + from + piece.length))
      parts.push({ kind, text: piece.slice(begin - at - from, end - at - from), ...(doubt && { doubt }) });
  };
  let end = 0;
  for (const match of text.matchAll(/\[(\d{1,3})\]|\*\*([^*\n]+)\*\*|`([^`\n]+)`/g)) {
    add("text", text.slice(end, match.index), end);
    const [, number, strong, code] = match;
    if (number !== undefined) parts.push({ kind: "citation", number: Number(number) });
    else if (strong !== undefined) add("strong", strong, match.index + 2);
    else add("code", code ?? "", match.index + 1);
    end = match.index + match[0].length;
  }
  add("text", text.slice(end), end);
  return parts;
}

/** The range in pieces, each inside of one doubt or of none. `doubts` are in order and do not overlap. */
function cutBy(doubts: readonly Doubt[], begin: number, end: number) {
  const pieces: { begin: number; end: number; doubt?: Doubt }[] = [];
  let at = begin;
  for (const doubt of doubts) {
    const from = Math.max(doubt.start, at);
    const to = Math.min(doubt.end, end);
    if (from >= to) continue;
    if (from > at) pieces.push({ begin: at, end: from });
    pieces.push({ begin: from, end: to, doubt });
    at = to;
  }
  if (at < end) pieces.push({ begin: at, end });
  return pieces;
}

export function parseAnswer(text: string, doubts: readonly Doubt[] = []): Block[] {
  const blocks: Block[] = [];
  let fence: string[] | undefined;
  let at = 0;
  for (const line of text.split("\n")) {
    if (line.trimStart().startsWith("```")) {
      if (fence) blocks.push({ kind: "code", text: fence.join("\n") });
      fence = fence ? undefined : [];
    } else if (fence) fence.push(line);
    else addLine(blocks, line, at, doubts);
    at += line.length + 1;
  }
  if (fence) blocks.push({ kind: "code", text: fence.join("\n") });
  return blocks.filter((block) => block.kind !== "paragraph" || block.lines.length > 0);
}

function addLine(blocks: Block[], line: string, at: number, doubts: readonly Doubt[]): void {
  const heading = /^#{1,6}\s+(.*)$/.exec(line);
  const item = /^\s*(?:[-*•]|(\d{1,3})[.)])\s+(.*)$/.exec(line);
  const rest = (end = line) => parseInline(end, at + line.length - end.length, doubts);
  if (line.trim() === "") blocks.push({ kind: "paragraph", lines: [] });
  else if (heading) blocks.push({ kind: "heading", line: rest(heading[1]) });
  else if (item) addItem(blocks, item[1], rest(item[2]));
  else {
    const last = blocks.at(-1);
    if (last?.kind === "paragraph") last.lines.push(rest());
    else blocks.push({ kind: "paragraph", lines: [rest()] });
  }
}

function addItem(blocks: Block[], number: string | undefined, item: Inline[]): void {
  const last = blocks.at(-1);
  const ordered = number !== undefined;
  if (last?.kind === "list" && last.ordered === ordered) last.items.push(item);
  else blocks.push({ kind: "list", ordered, start: ordered ? Number(number) : 1, items: [item] });
}
