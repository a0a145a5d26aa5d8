// What guards kept out of an answer, by document.
import type { Answer, DocumentId } from "@/api";

export type KeptOut = {
  documents: { id: DocumentId; name: string | undefined }[];
  /** All of it looks like orders to the model; otherwise rules of the company have a part in it. */
  injected: boolean;
};

/** Names are those of the sources; a document that the answer rests on nowhere has none here. */
export function keptOut({ guards, citations, nearest }: Pick<Answer, "guards" | "citations" | "nearest">): KeptOut {
  // Answers of a tab that is older than the guards have none.
  const found = (guards ?? []).filter(({ place, deed }) => place === "document" && deed === "refuse");
  const ids = new Set(found.flatMap(({ document }) => document ?? []));
  const sources = [...citations, ...nearest];
  return {
    documents: [...ids].map((id) => ({ id, name: sources.find(({ document }) => document === id)?.name })),
    injected: found.every(({ rule }) => rule.startsWith("injection.")),
  };
}

/** By name: what a question was refused for, or why sentences of documents were kept out. */
export function rulesMet({ refused, guards }: Pick<Answer, "refused" | "guards">, language: string): string[] {
  const place = refused ? "question" : "document";
  const met = (guards ?? []).filter((one) => one.place === place && one.deed === "refuse");
  return [...new Set(met.map(({ name, name_en }) => (language === "en" && name_en !== "" ? name_en : name)))];
}
