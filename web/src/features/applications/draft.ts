// What is edited and not saved yet, and what keeps it from being saved.
import type { ApplicationSettings, DocumentId } from "@/api";
import { type Allow, allowFrom, allowStrings } from "@/components";

export type Draft = {
  name: string;
  title: string;
  description: string;
  instructions: string;
  /** Of `picked` documents and conditions none counts while this is `all`. */
  scope: "all" | "picked";
  documents: DocumentId[];
  where: string[];
  model: string;
  hits: number;
  temperature: number;
  maxTokens: number;
  forbidden: string[];
  allow: Allow;
  active: boolean;
};

export type Problem = "title" | "name" | "instructions" | "braces" | "scope" | "allow";

export const instructionsBytesMax = 8_192;
export const hitsMax = 32;
export const tokensMax = 32_768;
export const namePattern = /^[a-z0-9][a-z0-9-]{1,39}$/;

export function draftOf(settings: ApplicationSettings, { name, owner }: { name: string; owner: string }): Draft {
  const { documents = [], where = [] } = settings;
  return {
    name,
    title: settings.title ?? "",
    description: settings.description ?? "",
    instructions: settings.instructions ?? "",
    scope: documents.length + where.length > 0 ? "picked" : "all",
    documents,
    where,
    model: settings.model ?? "",
    hits: settings.hits ?? 8,
    temperature: settings.temperature ?? 0,
    maxTokens: settings.max_tokens ?? 1_024,
    forbidden: settings.forbidden ?? [],
    allow: allowFrom(settings.shared_with ?? [], owner),
    active: settings.active ?? true,
  };
}

export const settingsOf = (draft: Draft): ApplicationSettings => ({
  title: draft.title.trim(),
  description: draft.description.trim(),
  instructions: draft.instructions.trim(),
  documents: draft.scope === "all" ? [] : draft.documents,
  where: draft.scope === "all" ? [] : draft.where,
  model: draft.model,
  hits: draft.hits,
  temperature: draft.temperature,
  max_tokens: draft.maxTokens,
  forbidden: draft.forbidden,
  active: draft.active,
  shared_with: allowStrings(draft.allow) ?? [],
});

export function problemsOf(draft: Draft): Problem[] {
  const problems: Problem[] = [];
  if (draft.title.trim() === "") problems.push("title");
  if (!namePattern.test(draft.name)) problems.push("name");
  if (new TextEncoder().encode(draft.instructions).length > instructionsBytesMax) problems.push("instructions");
  if (draft.instructions.includes("{{")) problems.push("braces");
  if (draft.scope === "picked" && draft.documents.length + draft.where.length === 0) problems.push("scope");
  if (!allowStrings(draft.allow)) problems.push("allow");
  return problems;
}

/** Whether something would be saved; a name never changes. */
export const isChanged = (draft: Draft, base: Draft) =>
  JSON.stringify(settingsOf(draft)) !== JSON.stringify(settingsOf(base)) || draft.name !== base.name;
