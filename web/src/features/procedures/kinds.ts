// Names of kinds of personal data, and counts of them in words.
import { useTranslation } from "react-i18next";
import { wordOr } from "@/i18n";
import { formatNumber } from "@/text/format";

export function useKindName() {
  const { t } = useTranslation();
  return (kind: string) => {
    if (kind === "others") return t("procedures.others");
    return kind === "OTHER" ? t("procedures.other_kind") : wordOr(t, "pipeline.kinds", kind);
  };
}

export function useCountsInWords() {
  const { t, i18n } = useTranslation();
  const name = useKindName();
  return (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([kind, count]) => `${name(kind)} ${formatNumber(count, i18n.language)}`)
      .join(", ") || t("procedures.none");
}
