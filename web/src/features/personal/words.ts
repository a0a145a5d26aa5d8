// What the server says by ids, in words.
import { useTranslation } from "react-i18next";
import { wordOr } from "@/i18n";

export function useKindWords() {
  const { t } = useTranslation();
  return (kind: string) => wordOr(t, "pipeline.kinds", kind);
}

/** "pattern, valid date" → "형식이 맞음, 날짜로 읽힘". What stands in brackets explains the id and is no part of it. */
export function useReasonWords() {
  const { t } = useTranslation();
  return (reason: string) =>
    reason
      .split(", ")
      .map((part) => {
        const id = part
          .replace(/ \(.*$/, "")
          .replace(/[^a-zA-Z0-9]+/g, "_")
          .toLowerCase();
        const word = wordOr(t, "personal.reasons", id);
        return word === id ? part : word;
      })
      .join(" · ");
}

export const share = (value: number, language: string) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);

export const percentOf = (value: number, language: string) =>
  new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(
    Math.floor(value * 1000) / 1000,
  );
