// What versions and labels are called on the page.
import type { TFunction } from "i18next";

export const inLanguage = (both: { ko: string; en: string }, language: string) =>
  language === "en" ? both.en : both.ko;

export const versionName = (t: TFunction, number: number) =>
  number === 0 ? t("prompts.shipped") : t("prompts.version", { number });

export const labelName = (t: TFunction, label: string) =>
  label === "production" ? t("prompts.production") : label === "latest" ? t("prompts.latest") : label;
