// What is edited and not saved yet, beside the policy that it was made from.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type GuardDeed, type GuardPolicy, type GuardRule, type Guards } from "@/api";
import { changesBetween, type Draft, type DraftRule, draftOf, newRule, policyOf, problemsOf, withDeed } from "./policy";
import { useChangeGuards } from "./useGuards";
import { ruleName } from "./words";

const refusalBytesMax = 2_000;
let rulesMade = 0;

export type Editing = ReturnType<typeof useEditing>;

/** `current`: what is in use, as far as the page knows. */
export function useEditing(current: Guards) {
  const { i18n } = useTranslation();
  const [held, setHeld] = useState(() => ({ base: current, draft: draftOf(current.policy, current.rules) }));
  const send = useChangeGuards();
  const rules = current.rules;
  const policy = (draft: Draft) => policyOf(draft, rules);
  const asSaved = (saved: GuardPolicy) => policy(draftOf(saved, rules));
  const between = (before: GuardPolicy, after: ReturnType<typeof policy>) =>
    changesBetween(asSaved(before), after, rules, (rule) => ruleName(rule, i18n.language));
  const { base, draft } = held;
  const wanted = policy(draft);
  const changes = between(base.policy, wanted);
  const load = (from: Guards) => {
    send.reset();
    setHeld({ base: from, draft: draftOf(from.policy, from.rules) });
  };
  const isOther = current.number !== base.number;
  // Nothing was edited: what is in use now is shown as soon as it is known.
  if (isOther && changes.length === 0 && !send.isPending)
    setHeld({ base: current, draft: draftOf(current.policy, current.rules) });
  const change = (part: Partial<Draft>) => setHeld((old) => ({ ...old, draft: { ...old.draft, ...part } }));
  const refusalTooLong = new TextEncoder().encode(wanted.refusal).length > refusalBytesMax;
  return {
    draft,
    rules,
    changes,
    /** What others changed since; undefined: nobody did. */
    meanwhile:
      isOther && !send.isPending && changes.length > 0 ? between(base.policy, asSaved(current.policy)) : undefined,
    unfinished: refusalTooLong || draft.own.some((rule) => problemsOf(rule).length > 0),
    refusalTooLong,
    saving: send.isPending,
    error: send.error ? asApiError(send.error) : null,
    change,
    setDeed: (rule: GuardRule, deed: GuardDeed) =>
      setHeld((old) => ({ ...old, draft: withDeed(old.draft, rule, deed) })),
    addRule: () => {
      rulesMade += 1;
      const key = `new rule ${rulesMade}`;
      change({ own: [...draft.own, newRule(key)] });
      return key;
    },
    changeRule: (rule: DraftRule) => change({ own: draft.own.map((one) => (one.key === rule.key ? rule : one)) }),
    removeRule: (rule: DraftRule) => change({ own: draft.own.filter(({ key }) => key !== rule.key) }),
    /** What is in use, in place of what was edited. */
    load: () => load(current),
    /** What was edited, over what is in use now. */
    goOn: () => {
      send.reset();
      setHeld((old) => ({ ...old, base: current }));
    },
    restore: (old: GuardPolicy) => change(draftOf(old, rules)),
    compare: (old: GuardPolicy) => between(current.policy, asSaved(old)),
    save: async (message: string) => load(await send.mutateAsync({ policy: wanted, number: base.number, message })),
  };
}
