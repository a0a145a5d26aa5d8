// Chooses one of the three labels.
import { Input, SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Label } from "@/api";
import { labels } from "./LabelBadge";

type Props = { title?: string; value: Label; onChange: (label: Label) => void; disabled?: boolean };

export function LabelField({ title, value, onChange, disabled = false }: Props) {
  const { t } = useTranslation();
  return (
    <Input.Wrapper label={title ?? t("label.name")} labelElement="div">
      <SegmentedControl
        mt={6}
        fullWidth
        aria-label={title ?? t("label.name")}
        disabled={disabled}
        value={value}
        onChange={(label) => onChange(label as Label)}
        data={labels.map((label) => ({ value: label, label: `${label} ${t(`label.${label}`)}` }))}
      />
    </Input.Wrapper>
  );
}
