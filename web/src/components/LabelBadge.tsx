// O 공개, S 민감, C 기밀: a letter and a word, so that colour alone never says it.
import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Label } from "@/api";

const colors: Record<Label, string> = { O: "teal", S: "yellow", C: "red" };

export function LabelBadge({ label }: { label: Label }) {
  const { t } = useTranslation();
  const word = t(`label.${label}`);
  return (
    <Badge
      className={`label-badge label-${label}`}
      color={colors[label]}
      variant="light"
      radius="sm"
      tt="none"
      title={t("label.title", { label: word })}
    >
      {`${label} ${word}`}
    </Badge>
  );
}

export const labels: readonly Label[] = ["O", "S", "C"];
