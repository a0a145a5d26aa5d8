// Wording with places for values: which stand in it, and taking a proposal over.
import type { PromptFinding, PromptInput, PromptTexts, PromptVariable } from "@/api";

export type Proposal = NonNullable<PromptFinding["proposal"]>;

export const sameTexts = (one: PromptTexts, other: PromptTexts) =>
  one.system === other.system && one.user === other.user;

export const withProposal = (texts: PromptTexts, { part, start, end, text }: Proposal): PromptTexts => ({
  ...texts,
  [part]: texts[part].slice(0, start) + text + texts[part].slice(end),
});

/** The {{names}} of a text, where they stand. */
export function placesOf(text: string): { name: string; start: number; end: number }[] {
  return [...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map((found) => ({
    name: found[1] ?? "",
    start: found.index,
    end: found.index + found[0].length,
  }));
}

export const isUsed = ({ name }: Pick<PromptVariable, "name">, texts: PromptTexts) =>
  [...placesOf(texts.system), ...placesOf(texts.user)].some((place) => place.name === name);

export const emptyInput = (variables: readonly PromptVariable[]): PromptInput => ({
  values: Object.fromEntries(variables.map(({ name }) => [name, ""])),
});
