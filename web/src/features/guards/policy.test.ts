import { describe, expect, it } from "vitest";
import type { GuardRule } from "@/api";
import {
  changesBetween,
  type DraftRule,
  draftOf,
  idFrom,
  newRule,
  policyOf,
  problemsOf,
  tryable,
  withDeed,
} from "./policy";

const rule = (over: Partial<GuardRule> = {}): GuardRule => ({
  id: "injection.override",
  name: "앞선 지시",
  name_en: "Earlier orders",
  patterns: ["ignore & previous"],
  unless: [],
  at: ["question", "document"],
  deed: "refuse",
  ...over,
});
const own = (over: Partial<GuardRule> = {}) => rule({ id: "topic.합병", name: "합병", patterns: ["합병"], ...over });
const shipped = [rule(), rule({ id: "leak.prompt", name: "노출", at: ["question"], deed: "flag" })];
const draft = draftOf({}, shipped);
const policy = (from: Parameters<typeof draftOf>[0]) => policyOf(draftOf(from, shipped), shipped);
const between = (before: Parameters<typeof draftOf>[0], after: Parameters<typeof draftOf>[0]) =>
  changesBetween(policy(before), policy(after), shipped, ({ name }) => name);

describe("the id of a rule", () => {
  it("comes from its name", () => {
    expect(idFrom(" 합병 & 발표 (2026) ", new Set())).toBe("topic.합병-발표-2026");
    expect(idFrom("Merger Talks", new Set())).toBe("topic.merger-talks");
    expect(idFrom("!!", new Set())).toBe("topic.rule");
  });
  it("is nobody else's", () => {
    expect(idFrom("합병", new Set(["topic.합병", "topic.합병-2"]))).toBe("topic.합병-3");
  });
  it("is made when it is sent, and stays", () => {
    const twice = { ...draft, own: ["a", "b"].map((key) => ({ ...newRule(key), name: "합병", patterns: "합병" })) };
    expect(policyOf(twice, shipped).own.map(({ id }) => id)).toEqual(["topic.합병", "topic.합병-2"]);
    const renamed = draftOf({ own: [own()] }, shipped);
    const [kept] = renamed.own as [DraftRule];
    expect(policyOf({ ...renamed, own: [{ ...kept, name: "인수" }] }, shipped).own[0]?.id).toBe("topic.합병");
  });
});

describe("a draft", () => {
  it("is sent as it came", () => {
    const given = {
      deeds: { "leak.prompt": "refuse" as const },
      own: [own({ unless: ["합병증"], at: ["answer"], deed: "flag" })],
      mask_question: true,
      mask_answer: false,
      refusal: "홍보실로",
    };
    expect(policy(given)).toEqual(given);
  });
  it("keeps what follows from an own rule in the rule, and of rules that are gone nowhere", () => {
    const given = policy({ deeds: { "topic.합병": "off", "topic.gone": "flag" }, own: [own()] });
    expect(given.deeds).toEqual({});
    expect(given.own[0]?.deed).toBe("off");
  });
  it("says nothing of a rule that does what it says itself", () => {
    const [first] = shipped as [GuardRule];
    const off = withDeed(draft, first, "off");
    expect(off.deeds).toEqual({ "injection.override": "off" });
    expect(withDeed(off, first, "refuse").deeds).toEqual({});
  });
});

describe("what changed", () => {
  it("is nothing between equals, however they are written", () => {
    expect(between({}, { deeds: { "leak.prompt": "flag" }, own: [], refusal: " " })).toEqual([]);
  });
  it("is named one by one", () => {
    const before = { own: [own(), own({ id: "topic.old", name: "옛 규칙" })], mask_answer: true };
    const after = {
      deeds: { "injection.override": "off" as const },
      own: [own({ patterns: ["합병 & 발표"], deed: "flag" }), own({ id: "topic.new", name: "새 규칙" })],
      mask_question: true,
      mask_answer: true,
      refusal: "홍보실로",
    };
    expect(between(before, after)).toEqual([
      {
        kind: "deed",
        id: "injection.override",
        name: "앞선 지시",
        before: "refuse",
        after: "off",
        at: ["question", "document"],
      },
      { kind: "own_changed", id: "topic.합병", name: "합병", fields: ["patterns", "deed"] },
      { kind: "own_added", id: "topic.new", name: "새 규칙" },
      { kind: "own_removed", id: "topic.old", name: "옛 규칙" },
      { kind: "mask_question", on: true },
      { kind: "refusal", text: "홍보실로" },
    ]);
  });
});

describe("what is wrong with a rule", () => {
  const codes = (over: Partial<DraftRule>) =>
    problemsOf({ ...newRule("k"), name: "합병", patterns: "합병", ...over }).map(
      ({ field, code }) => `${field} ${code}`,
    );
  it("is nothing where it is whole", () => {
    expect(codes({ patterns: "합병\n인수 > 발표 > 임원\n'R&D > 비용' & 절감\n", unless: "합병증" })).toEqual([]);
  });
  it.each([
    [{ name: " " }, "name no_name"],
    [{ name: "가".repeat(167) }, "name too_long"],
    [{ patterns: " \n" }, "patterns no_patterns"],
    [{ patterns: "합병 &" }, "patterns empty_term"],
    [{ patterns: "> 합병" }, "patterns empty_term"],
    [{ unless: "'' & 합병" }, "unless empty_term"],
    [{ patterns: "'합병 & 발표" }, "patterns open_quote"],
    [{ patterns: "a&b&c&d&e&f&g&h&i" }, "patterns too_many_terms"],
    [{ patterns: "합병\n".repeat(201) }, "patterns too_many"],
    [{ at: [] }, "at no_place"],
  ] as const)("%j", (over, code) => expect(codes(over)).toEqual([code]));
  it("keeps it from being tried, and the others not", () => {
    const two = { ...draft, own: [newRule("k"), { ...newRule("l"), name: "합병", patterns: "합병" }] };
    expect(tryable(two).own.map(({ key }) => key)).toEqual(["l"]);
  });
});
