// Where a quote stands in a text or among the words of a page. White space does not count: lines, columns and cleaning
// change it. Offsets are UTF-16, as the browser's strings are.

export type Range = { begin: number; end: number };

/** The text without white space, and for each of its characters where it stood. */
function squeezed(text: string): { letters: string; origin: number[] } {
  let letters = "";
  const origin: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] as string;
    if (/\s/.test(letter)) continue;
    letters += letter;
    origin.push(at);
  }
  return { letters, origin };
}

/** Both sides as NFC, which the server keeps. Undefined where the quote does not stand in the text. */
export function findQuote(text: string, quote: string): Range | undefined {
  const [inside, wanted] = [squeezed(text), squeezed(quote)];
  const at = wanted.letters === "" ? -1 : inside.letters.indexOf(wanted.letters);
  if (at < 0) return undefined;
  return { begin: inside.origin[at] ?? 0, end: (inside.origin[at + wanted.letters.length - 1] ?? 0) + 1 };
}

/** Fewer letters at the edge of a page are there by chance. */
const leastLetters = 4;

/**
 * Which of the words, in their order, a quote covers. A quote may go on over pages: then its end may stand at the
 * beginning of these words, or its beginning at their end.
 */
export function wordsOfQuote(words: readonly string[], quote: string): Range | undefined {
  const owner: number[] = [];
  let letters = "";
  words.forEach((word, index) => {
    const more = squeezed(word.normalize("NFC")).letters;
    letters += more;
    for (let i = 0; i < more.length; i += 1) owner.push(index);
  });
  const wanted = squeezed(quote.normalize("NFC")).letters;
  const found = rangeIn(letters, wanted);
  if (!found) return undefined;
  return { begin: owner[found.begin] ?? 0, end: (owner[found.end - 1] ?? 0) + 1 };
}

function rangeIn(letters: string, wanted: string): Range | undefined {
  if (letters === "" || wanted === "") return undefined;
  const at = letters.indexOf(wanted);
  if (at >= 0) return { begin: at, end: at + wanted.length };
  if (wanted.includes(letters)) return { begin: 0, end: letters.length };
  for (let length = Math.min(letters.length, wanted.length) - 1; length >= leastLetters; length -= 1) {
    if (letters.endsWith(wanted.slice(0, length))) return { begin: letters.length - length, end: letters.length };
    if (letters.startsWith(wanted.slice(-length))) return { begin: 0, end: length };
  }
  return undefined;
}
