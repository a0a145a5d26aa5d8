// An answer's text as blocks: the little Markdown that language models write, and the [n] markers of citations. Anything that
// is not known stays the text it is; nothing becomes HTML.
export type Inline =
  | { kind: "text"; text: string }
  | { kind: "strong"; text: string }
  | { kind: "code"; text: string }
  | { kind: "citation"; number: number };

export type Block =
  | { kind: "paragraph"; lines: Inline[][] }
  | { kind: "heading"; line: Inline[] }
  | { kind: "list"; ordered: boolean; start: number; items: Inline[][] }
  | { kind: "code"; text: string };

/** Without a marker or emphasis that is only half there, as the end of a text that is still being written may be. */
export const withoutHalfMarker = (text: string) => text.replace(/(?:\[\d{0,3}|\*\*?)$/, "");

export function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(/\[(\d{1,3})\]|\*\*([^*\n]+)\*\*|`([^`\n]+)`/g)) {
    if (match.index > end) parts.push({ kind: "text", text: text.slice(end, match.index) });
    const [, number, strong, code] = match;
    if (number !== undefined) parts.push({ kind: "citation", number: Number(number) });
    else if (strong !== undefined) parts.push({ kind: "strong", text: strong });
    else parts.push({ kind: "code", text: code ?? "" });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: "text", text: text.slice(end) });
  return parts;
}

export function parseAnswer(text: string): Block[] {
  const blocks: Block[] = [];
  let fence: string[] | undefined;
  for (const line of text.split("\n")) {
    if (line.trimStart().startsWith("```")) {
      if (fence) blocks.push({ kind: "code", text: fence.join("\n") });
      fence = fence ? undefined : [];
    } else if (fence) fence.push(line);
    else addLine(blocks, line);
  }
  if (fence) blocks.push({ kind: "code", text: fence.join("\n") });
  return blocks.filter((block) => block.kind !== "paragraph" || block.lines.length > 0);
}

function addLine(blocks: Block[], line: string): void {
  const heading = /^#{1,6}\s+(.*)$/.exec(line);
  const item = /^\s*(?:[-*•]|(\d{1,3})[.)])\s+(.*)$/.exec(line);
  if (line.trim() === "") blocks.push({ kind: "paragraph", lines: [] });
  else if (heading) blocks.push({ kind: "heading", line: parseInline(heading[1] ?? "") });
  else if (item) addItem(blocks, item[1], parseInline(item[2] ?? ""));
  else {
    const last = blocks.at(-1);
    if (last?.kind === "paragraph") last.lines.push(parseInline(line));
    else blocks.push({ kind: "paragraph", lines: [parseInline(line)] });
  }
}

function addItem(blocks: Block[], number: string | undefined, item: Inline[]): void {
  const last = blocks.at(-1);
  const ordered = number !== undefined;
  if (last?.kind === "list" && last.ordered === ordered) last.items.push(item);
  else blocks.push({ kind: "list", ordered, start: ordered ? Number(number) : 1, items: [item] });
}
