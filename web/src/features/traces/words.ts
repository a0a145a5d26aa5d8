// Addresses, and how outcomes are said.
import type { TFunction } from "i18next";
import type { TraceSummary } from "@/api";

export const traceHref = (id: string) => `/traces/${encodeURIComponent(id)}`;

export function outcomeWords(t: TFunction, { outcome, refused, abstained }: TraceSummary): string {
  if (outcome !== "ok") return t("traces.failed", { code: outcome });
  if (refused) return t("traces.refused");
  return t(abstained ? "traces.abstained" : "traces.answered");
}
