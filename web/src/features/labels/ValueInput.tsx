// The input that fits a field: a date, one of its choices, a text.
import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MetadataField } from "@/api";

type Props = {
  field: MetadataField;
  label: string;
  value: string;
  onChange: (value: string) => void;
  description?: string | undefined;
};

export function ValueInput({ field, label, value, onChange, description }: Props) {
  const { t } = useTranslation();
  if (field.type === "choice")
    return (
      <Select
        label={label}
        description={description}
        value={value}
        allowDeselect={false}
        onChange={(next) => onChange(next ?? "")}
        data={[
          { value: "", label: t("labels.no_value") },
          ...[...new Set([...field.choices, ...(value ? [value] : [])])].map((one) => ({ value: one, label: one })),
        ]}
      />
    );
  return (
    <TextInput
      label={label}
      description={description}
      type={field.type === "date" ? "date" : "text"}
      inputMode={field.type === "number" ? "decimal" : undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
