// A policy while it is being edited: what is sent, what is wrong with a rule, what changed. Nothing here asks the server.
import type { GuardDeed, GuardPlace, GuardPolicy, GuardRule } from "@/api";

export const places = ["question", "document", "answer"] as const satisfies readonly GuardPlace[];
export const deeds = ["off", "flag", "refuse"] as const satisfies readonly GuardDeed[];

/** A rule of the company as its form holds it: one pattern a line. */
export type DraftRule = {
  key: string;
  id: string; // empty until it is sent: made from the name then
  name: string;
  name_en: string;
  patterns: string;
  unless: string;
  at: readonly GuardPlace[];
  deed: GuardDeed;
};

export type Draft = {
  deeds: Readonly<Record<string, GuardDeed>>; // of shipped rules, where it is not what they say themselves
  own: readonly DraftRule[];
  mask_question: boolean;
  mask_answer: boolean;
  refusal: string;
};

export type FullPolicy = Required<Omit<GuardPolicy, "own">> & { own: GuardRule[] };

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** A policy of the server. What follows from an own rule stands in the rule alone; of a rule that is gone, nowhere. */
export function draftOf(policy: GuardPolicy, shipped: readonly GuardRule[]): Draft {
  const given = policy.deeds ?? {};
  const own = (policy.own ?? []).map(
    (rule): DraftRule => ({
      key: rule.id,
      id: rule.id,
      name: rule.name,
      name_en: rule.name_en ?? "",
      patterns: rule.patterns.join("\n"),
      unless: (rule.unless ?? []).join("\n"),
      at: rule.at && rule.at.length > 0 ? rule.at : ["question", "document"],
      deed: given[rule.id] ?? rule.deed ?? "refuse",
    }),
  );
  const changed = shipped.flatMap(({ id, deed }) => {
    const wanted = given[id];
    return wanted && wanted !== deed ? [[id, wanted] as const] : [];
  });
  return {
    deeds: Object.fromEntries(changed),
    own,
    mask_question: policy.mask_question ?? false,
    mask_answer: policy.mask_answer ?? false,
    refusal: policy.refusal ?? "",
  };
}

export const deedOf = (rule: GuardRule, draft: Pick<Draft, "deeds">): GuardDeed => draft.deeds[rule.id] ?? rule.deed;

export function withDeed(draft: Draft, rule: GuardRule, deed: GuardDeed): Draft {
  const { [rule.id]: _, ...others } = draft.deeds;
  return { ...draft, deeds: deed === rule.deed ? others : { ...others, [rule.id]: deed } };
}

export const newRule = (key: string): DraftRule => ({
  key,
  id: "",
  name: "",
  name_en: "",
  patterns: "",
  unless: "",
  at: ["question", "answer"],
  deed: "refuse",
});

/** "topic.구조조정-발표": letters and digits of the name, and a number where that is taken. */
export function idFrom(name: string, taken: ReadonlySet<string>): string {
  const word = name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  const id = `topic.${[...word].slice(0, 40).join("") || "rule"}`;
  for (let count = 1; ; count++) {
    const tried = count === 1 ? id : `${id}-${count}`;
    if (!taken.has(tried)) return tried;
  }
}

/** What is sent, in the order of the draft's own rules. */
export function policyOf(draft: Draft, shipped: readonly GuardRule[]): FullPolicy {
  const taken = new Set([...shipped, ...draft.own].map(({ id }) => id));
  const own = draft.own.map((rule): GuardRule => {
    const id = rule.id || idFrom(rule.name, taken);
    taken.add(id);
    return {
      id,
      name: rule.name.trim(),
      name_en: rule.name_en,
      patterns: linesOf(rule.patterns),
      unless: linesOf(rule.unless),
      at: places.filter((place) => rule.at.includes(place)),
      deed: rule.deed,
    };
  });
  return {
    deeds: { ...draft.deeds },
    own,
    mask_question: draft.mask_question,
    mask_answer: draft.mask_answer,
    refusal: draft.refusal.trim(),
  };
}

export type ProblemCode =
  | "no_name"
  | "no_patterns"
  | "no_place"
  | "empty_term"
  | "open_quote"
  | "too_many_terms"
  | "too_long"
  | "too_many";
export type Problem = { field: "name" | "patterns" | "unless" | "at"; code: ProblemCode; pattern: string };

const textBytesMax = 500;
const patternsMax = 200;
const termsMax = 8;
const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** "'a & b' > c" is two places: what stands in quotes is one. Undefined: a quotation mark is open. */
function termsOf(pattern: string): string[] | undefined {
  const terms: string[] = [];
  for (let rest = pattern; ; ) {
    rest = rest.trimStart();
    const close = rest.startsWith("'") ? rest.indexOf("'", 1) : 0;
    if (close < 0) return undefined;
    const length = rest.slice(close).search(/[&>]/);
    const end = length < 0 ? rest.length : close + length;
    terms.push(rest.slice(0, end).trim());
    if (end === rest.length) return terms;
    rest = rest.slice(end + 1);
  }
}

function problemOf(pattern: string): ProblemCode | undefined {
  if (bytesOf(pattern) > textBytesMax) return "too_long";
  const terms = termsOf(pattern);
  if (!terms) return "open_quote";
  if (terms.some((term) => term === "" || term === "''")) return "empty_term";
  return terms.length > termsMax ? "too_many_terms" : undefined;
}

/** What the server would refuse a rule for, so that it is said where it is typed. */
export function problemsOf(rule: DraftRule): Problem[] {
  const problems: Problem[] = [];
  const name = rule.name.trim();
  if (name === "") problems.push({ field: "name", code: "no_name", pattern: "" });
  else if (bytesOf(name) > textBytesMax) problems.push({ field: "name", code: "too_long", pattern: name });
  for (const field of ["patterns", "unless"] as const) {
    const lines = linesOf(rule[field]);
    if (lines.length > patternsMax) problems.push({ field, code: "too_many", pattern: "" });
    for (const pattern of lines) {
      const code = problemOf(pattern);
      if (code) problems.push({ field, code, pattern });
    }
  }
  if (linesOf(rule.patterns).length === 0) problems.push({ field: "patterns", code: "no_patterns", pattern: "" });
  if (rule.at.length === 0) problems.push({ field: "at", code: "no_place", pattern: "" });
  return problems;
}

/** Without rules that are not whole yet: the others can be tried meanwhile. */
export const tryable = (draft: Draft): Draft => ({
  ...draft,
  own: draft.own.filter((rule) => problemsOf(rule).length === 0),
});

export type RuleField = "name" | "patterns" | "unless" | "at" | "deed";
export type Change =
  | { kind: "deed"; id: string; name: string; before: GuardDeed; after: GuardDeed; at: readonly GuardPlace[] }
  | { kind: "own_added" | "own_removed"; id: string; name: string }
  | { kind: "own_changed"; id: string; name: string; fields: RuleField[] }
  | { kind: "mask_question" | "mask_answer"; on: boolean }
  | { kind: "refusal"; text: string };

const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

function ownChanges(before: readonly GuardRule[], after: readonly GuardRule[]): Change[] {
  const fields = ["name", "patterns", "unless", "at", "deed"] as const;
  const gone = before.filter(({ id }) => !after.some((rule) => rule.id === id));
  return [
    ...after.flatMap((rule): Change[] => {
      const old = before.find(({ id }) => id === rule.id);
      if (!old) return [{ kind: "own_added", id: rule.id, name: rule.name }];
      const changed = fields.filter((field) => !same(old[field], rule[field]));
      return changed.length > 0 ? [{ kind: "own_changed", id: rule.id, name: rule.name, fields: changed }] : [];
    }),
    ...gone.map(({ id, name }): Change => ({ kind: "own_removed", id, name })),
  ];
}

/** What is otherwise in `after`. Names of shipped rules come through `named`. */
export function changesBetween(
  before: FullPolicy,
  after: FullPolicy,
  shipped: readonly GuardRule[],
  named: (rule: GuardRule) => string,
): Change[] {
  const changes: Change[] = shipped.flatMap((rule): Change[] => {
    const [was, is] = [deedOf(rule, before), deedOf(rule, after)];
    return was === is ? [] : [{ kind: "deed", id: rule.id, name: named(rule), before: was, after: is, at: rule.at }];
  });
  changes.push(...ownChanges(before.own, after.own));
  for (const kind of ["mask_question", "mask_answer"] as const)
    if (before[kind] !== after[kind]) changes.push({ kind, on: after[kind] });
  if (before.refusal !== after.refusal) changes.push({ kind: "refusal", text: after.refusal });
  return changes;
}
