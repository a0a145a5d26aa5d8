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
