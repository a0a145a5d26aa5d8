// Which stretches of an answer its sources do not bear out.
import type { Answer } from "@/api";
import type { Doubt } from "@/text/answer";

/** The server counts characters, a browser UTF-16 units. */
export function doubtsOf({ answer: text, sentences }: Pick<Answer, "answer" | "sentences">): Doubt[] {
  const characters = [...text];
  const units = (end: number) => characters.slice(0, end).join("").length;
  // Answers of a tab that is older than the checks have none.
  return (sentences ?? []).flatMap(({ begin, end, support, what = "" }) =>
    support === "borne_out" ? [] : [{ start: units(begin), end: units(end), support, what }],
  );
}
