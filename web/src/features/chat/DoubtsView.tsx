// What of an answer the sources do not bear out, one line each.
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Doubt } from "@/text/answer";

export function DoubtsView({ text, doubts }: { text: string; doubts: readonly Doubt[] }) {
  const { t } = useTranslation();
  const reason = useReason();
  if (doubts.length === 0) return null;
  return (
    <section className="doubts" aria-label={t("chat.doubts")}>
      <Text size="sm" fw={600}>
        {t("chat.doubts_count", { count: doubts.length })}
      </Text>
      <ul>
        {doubts.map((doubt) => (
          <li key={doubt.start}>
            <q>{text.slice(doubt.start, doubt.end).replace(/\s*\[\d{1,3}\]/g, "")}</q> {reason(doubt)}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function useReason(): (doubt: Doubt) => string {
  const { t } = useTranslation();
  return ({ support, what }) => t(`chat.support.${support}`, { what });
}
