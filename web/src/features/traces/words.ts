// Addresses, and how times and outcomes are said.
import type { TFunction } from "i18next";
import type { TraceSummary } from "@/api";

export const traceHref = (id: string) => `/traces/${encodeURIComponent(id)}`;

/** 1,234.5 ms up to ten seconds, 12.3 s beyond, in the page's language. */
export function durationWords(t: TFunction, us: number, language: string): string {
  const number = (value: number) => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
  return us < 10_000_000
    ? t("traces.milliseconds", { time: number(us / 1000) })
    : t("traces.seconds", { time: number(us / 1_000_000) });
}

export function outcomeWords(t: TFunction, { outcome, refused, abstained }: TraceSummary): string {
  if (outcome !== "ok") return t("traces.failed", { code: outcome });
  if (refused) return t("traces.refused");
  return t(abstained ? "traces.abstained" : "traces.answered");
}
