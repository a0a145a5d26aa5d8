// What rules and changes are called on the page.
import type { TFunction } from "i18next";
import type { GuardDeed, GuardPlace } from "@/api";
import type { Change } from "./policy";

/** Under its name in the page's language; rules of the company may have one name alone. */
export const ruleName = ({ name, name_en }: { name: string; name_en: string }, language: string) =>
  language === "en" && name_en !== "" ? name_en : name;

/** A question is refused, a sentence of a document or an answer is left out: "refuse" is called by where a rule looks. */
export function deedWord(t: TFunction, deed: GuardDeed, at: readonly GuardPlace[]): string {
  if (deed !== "refuse") return t(`guards.deeds.${deed}`);
  const asked = at.includes("question");
  const written = at.includes("document") || at.includes("answer");
  if (asked && written) return t("guards.deeds.refuse_or_leave_out");
  return t(written ? "guards.deeds.leave_out" : "guards.deeds.refuse");
}

export const placesWords = (t: TFunction, at: readonly GuardPlace[]) =>
  at.map((place) => t(`guards.places.${place}`)).join(" · ");

export function changeWords(t: TFunction, change: Change): string {
  switch (change.kind) {
    case "deed":
      return t("guards.change.deed", {
        name: change.name,
        before: deedWord(t, change.before, change.at),
        after: deedWord(t, change.after, change.at),
      });
    case "own_added":
    case "own_removed":
      return t(`guards.change.${change.kind}`, { name: change.name || t("guards.own_new") });
    case "own_changed":
      return t("guards.change.own_changed", {
        name: change.name || t("guards.own_new"),
        fields: change.fields.map((field) => t(`guards.fields.${field}`)).join(", "),
      });
    case "mask_question":
    case "mask_answer":
      return t(`guards.change.${change.kind}_${change.on ? "on" : "off"}`);
    case "refusal":
      return change.text === "" ? t("guards.change.refusal_own") : t("guards.change.refusal", { text: change.text });
  }
}
