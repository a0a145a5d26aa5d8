// What one policy has otherwise than another, as a list.
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Change } from "./policy";
import { changeWords } from "./words";

export function ChangesView({ changes, label }: { changes: readonly Change[]; label: string }) {
  const { t } = useTranslation();
  if (changes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("guards.no_changes")}
      </Text>
    );
  return (
    <ul className="guard-changes" aria-label={label}>
      {changes.map((change, at) => (
        <li key={at}>{changeWords(t, change)}</li>
      ))}
    </ul>
  );
}
