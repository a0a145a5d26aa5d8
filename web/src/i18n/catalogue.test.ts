import i18next from "i18next";
import { describe, expect, it } from "vitest";
import en from "./en.json";
import { errorWords, wordOr } from "./index";
import ko from "./ko.json";

type Tree = { [key: string]: string | Tree };
/** Dotted keys; plural forms count as one. */
const keysOf = (tree: Tree, path = ""): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [path + key.replace(/_(one|other)$/, "")] : keysOf(value, `${path}${key}.`),
  );
const textOf = (tree: Tree): Map<string, string> => {
  const texts = new Map<string, string>();
  const walk = (node: Tree, path: string) => {
    for (const [key, value] of Object.entries(node))
      typeof value === "string" ? texts.set(path + key, value) : walk(value, `${path}${key}.`);
  };
  walk(tree, "");
  return texts;
};
const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe("the catalogues", () => {
  it("have the same keys", () => {
    expect(new Set(keysOf(en))).toEqual(new Set(keysOf(ko)));
  });
  it("have no empty text and no full-width slips", () => {
    for (const [key, text] of [...textOf(ko), ...textOf(en)]) expect(text.trim(), key).not.toBe("");
  });
  it("fill the same places", () => {
    const korean = textOf(ko);
    for (const [key, text] of textOf(en)) {
      const same = korean.get(key) ?? korean.get(key.replace(/_(one|other)$/, ""));
      expect(names(text), key).toEqual(names(same ?? ""));
    }
  });
  it("speak Korean politely: no sentence ends in plain style", () => {
    for (const [key, text] of textOf(ko)) expect(text, key).not.toMatch(/(?<!니)다\.$/);
  });
});

describe("words for errors", () => {
  const t = i18next.t;
  it("go by the reason first", () =>
    expect(errorWords(t, { code: "bad_input", reason: "password_required" })).toContain("암호가 걸린"));
  it("go by the code where the reason is not known", () =>
    expect(errorWords(t, { code: "timeout", reason: "moon" })).toBe(ko.error.code.timeout));
  it("never show what is not known", () => expect(errorWords(t, { code: "moon" })).toBe(ko.error.code.internal));
  it("keep unknown warnings as they are", () => expect(wordOr(t, "warning", "new_code")).toBe("new_code"));
  it("exist for every code of the contract", () => {
    const codes = [
      "invalid_argument",
      "bad_input",
      "unauthenticated",
      "not_allowed",
      "not_found",
      "conflict",
      "limit_exceeded",
      "internal",
      "unsupported",
      "unavailable",
      "timeout",
      "cancelled",
    ] as const;
    for (const code of codes) expect(errorWords(t, { code })).toBe(ko.error.code[code]);
  });
});
