// The page's words: Korean first, English second, both bundled. One catalogue each; the test holds their keys equal.
import i18next, { type TFunction } from "i18next";
import { initReactI18next } from "react-i18next";
import type { ApiError } from "@/api";
import en from "./en.json";
import ko from "./ko.json";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof ko };
    returnNull: false;
  }
}

export const languages = ["ko", "en"] as const;
export type Language = (typeof languages)[number];
export const languageNames: Record<Language, string> = { ko: "한국어", en: "English" };
const storageKey = "onggi.language";

function firstLanguage(): Language {
  const stored = localStorage.getItem(storageKey);
  return stored === "en" ? "en" : "ko";
}

export async function startLanguage(language: Language = firstLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { ko: { translation: ko }, en: { translation: en } },
    lng: language,
    fallbackLng: "ko",
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

type Cause = Pick<ApiError, "code" | "reason">;

/** Plain words for an error: by its reason where that is known, else by its code. The operator's message is never shown. */
export function errorWords(t: TFunction, error: Cause | { code: string; reason?: string }): string {
  const loose = t as unknown as (key: string) => string;
  if (error.reason && i18next.exists(`error.reason.${error.reason}`)) return loose(`error.reason.${error.reason}`);
  if (i18next.exists(`error.code.${error.code}`)) return loose(`error.code.${error.code}`);
  return t("error.code.internal");
}

/** A word from a part of the catalogue whose keys come from the server; the key itself where it is not known. */
export function wordOr(
  t: TFunction,
  group:
    | "warning"
    | "dropped"
    | "view.stage"
    | "personal.reasons"
    | "guards.hidden"
    | "guards.kinds"
    | `pipeline.${string}`
    | `procedures.${string}`,
  key: string,
): string {
  const path = `${group}.${key}`;
  return i18next.exists(path) ? (t as unknown as (key: string) => string)(path) : key;
}
