// What changed between two texts, as pieces to show: the longest common subsequence of words for short texts, the common
// ends for long ones.
export type Piece = { kind: "same" | "gone" | "new"; text: string };

const wordsMax = 600;
const wordsOf = (text: string) => text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

function push(pieces: Piece[], kind: Piece["kind"], text: string) {
  if (text === "") return;
  const last = pieces.at(-1);
  if (last?.kind === kind) last.text += text;
  else pieces.push({ kind, text });
}

/** Lengths of the longest common subsequences of the ends behind i and j. */
function commonLengths(before: string[], after: string[]): (i: number, j: number) => number {
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  return at;
}

function middle(before: string[], after: string[], pieces: Piece[]) {
  if (before.length > wordsMax || after.length > wordsMax) {
    push(pieces, "gone", before.join(""));
    push(pieces, "new", after.join(""));
    return;
  }
  const common = commonLengths(before, after);
  let i = 0;
  let j = 0;
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      push(pieces, "same", before[i++] ?? "");
      j++;
    } else if (common(i + 1, j) >= common(i, j + 1)) {
      push(pieces, "gone", before[i++] ?? "");
    } else {
      push(pieces, "new", after[j++] ?? "");
    }
  }
  push(pieces, "gone", before.slice(i).join(""));
  push(pieces, "new", after.slice(j).join(""));
}

export function difference(before: string, after: string): Piece[] {
  const old = wordsOf(before);
  const now = wordsOf(after);
  let begin = 0;
  while (begin < old.length && begin < now.length && old[begin] === now[begin]) begin++;
  let end = 0;
  while (end < old.length - begin && end < now.length - begin && old.at(-1 - end) === now.at(-1 - end)) end++;
  const pieces: Piece[] = [];
  push(pieces, "same", old.slice(0, begin).join(""));
  middle(old.slice(begin, old.length - end), now.slice(begin, now.length - end), pieces);
  push(pieces, "same", old.slice(old.length - end).join(""));
  return pieces;
}

/** One row of two texts beside each other: a paragraph of either, or one of both. */
export type DiffRow =
  | { kind: "same" | "changed"; left: string; right: string }
  | { kind: "gone"; left: string }
  | { kind: "new"; right: string };

const paragraphsMax = 3_000;
const paragraphsOf = (text: string) => text.split(/\n+/).filter((line) => line.trim() !== "");
const squeezed = (text: string) => text.replace(/\s+/g, "");

/** Whether two paragraphs are versions of each other: half of the longer one's words or more are in both. */
function akin(left: string, right: string): boolean {
  if (squeezed(left) === squeezed(right)) return true;
  const words = new Set(wordsOf(left).filter((word) => word.trim() !== ""));
  const others = new Set(wordsOf(right).filter((word) => word.trim() !== ""));
  let both = 0;
  for (const word of words) if (others.has(word)) both++;
  return both * 2 >= Math.max(words.size, others.size);
}

/** Paragraphs between two that are equal: neighbours that are akin stand beside each other. */
function between(gone: string[], added: string[], rows: DiffRow[]) {
  let next = 0;
  for (const left of gone) {
    const found = added.findIndex((right, at) => at >= next && at < next + 20 && akin(left, right));
    if (found < 0) {
      rows.push({ kind: "gone", left });
      continue;
    }
    for (; next < found; next++) rows.push({ kind: "new", right: added[next] ?? "" });
    rows.push({ kind: "changed", left, right: added[next++] ?? "" });
  }
  for (const right of added.slice(next)) rows.push({ kind: "new", right });
}

/** Two texts paragraph by paragraph; `difference` shows what changed within a row. */
export function rowsOf(before: string, after: string): DiffRow[] {
  const old = paragraphsOf(before);
  const now = paragraphsOf(after);
  const rows: DiffRow[] = [];
  if (old.length > paragraphsMax || now.length > paragraphsMax) {
    between(old, now, rows);
    return rows.map((row) => (row.kind === "changed" && row.left === row.right ? { ...row, kind: "same" } : row));
  }
  const common = commonLengths(old, now);
  let i = 0;
  let j = 0;
  let gone: string[] = [];
  let added: string[] = [];
  const flush = () => {
    between(gone, added, rows);
    gone = [];
    added = [];
  };
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      flush();
      rows.push({ kind: "same", left: old[i++] ?? "", right: now[j++] ?? "" });
    } else if (j >= now.length || (i < old.length && common(i + 1, j) >= common(i, j + 1))) {
      gone.push(old[i++] ?? "");
    } else {
      added.push(now[j++] ?? "");
    }
  }
  flush();
  return rows;
}

/** Rows to show, and stretches of equal ones that are folded: each keeps a row of surroundings at either end. */
export type Fold<Row> = { folded: false; row: Row; at: number } | { folded: true; rows: Row[]; at: number };

export function foldsOf(rows: readonly DiffRow[], kept = 1, least = 3): Fold<DiffRow>[] {
  const folds: Fold<DiffRow>[] = [];
  const show = (from: number, to: number) => {
    rows.slice(from, to).forEach((row, index) => {
      folds.push({ folded: false, row, at: from + index });
    });
  };
  for (let begin = 0; begin < rows.length; ) {
    let end = begin;
    while (end < rows.length && rows[end]?.kind === "same") end++;
    if (end === begin) {
      show(begin, ++end);
    } else {
      const from = begin === 0 ? 0 : begin + kept;
      const to = end === rows.length ? end : end - kept;
      if (to - from < least) show(begin, end);
      else {
        show(begin, from);
        folds.push({ folded: true, rows: rows.slice(from, to), at: from });
        show(to, end);
      }
    }
    begin = end;
  }
  return folds;
}
