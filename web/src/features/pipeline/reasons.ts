// Why an operation changed or removed something, in words.
import { useTranslation } from "react-i18next";
import type { TriedRow } from "@/api";
import { wordOr } from "@/i18n";

type Reason = Pick<TriedRow["steps"][number]["notes"][number], "reason" | "name">;

export function useReasonWords() {
  const { t, i18n } = useTranslation();
  return ({ reason, name: own }: Reason) => {
    if (own) return i18n.language === "ko" ? own.ko : own.en;
    const [head = "", kind] = reason.split(".");
    const name = wordOr(t, "pipeline.reasons", head);
    return kind === undefined ? name : `${name}: ${wordOr(t, "pipeline.kinds", kind)}`;
  };
}
