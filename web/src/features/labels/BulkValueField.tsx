// One field and what it is to say, for many documents at once.
import { Group, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MetadataField } from "@/api";
import { useFieldName } from "./useLabels";
import { ValueInput } from "./ValueInput";

export type BulkValue = { field: string; value: string };
type Props = {
  fields: readonly MetadataField[];
  value: BulkValue | undefined;
  onChange: (value: BulkValue | undefined) => void;
};

export function BulkValueField({ fields, value, onChange }: Props) {
  const { t } = useTranslation();
  const nameOf = useFieldName();
  const chosen = fields.find(({ name }) => name === value?.field);
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label={t("labels.field")}
        w={190}
        allowDeselect={false}
        value={value?.field ?? ""}
        onChange={(field) => onChange(field ? { field, value: "" } : undefined)}
        data={[
          { value: "", label: t("admin.labels_keep") },
          ...fields.map((field) => ({ value: field.name, label: nameOf(field) })),
        ]}
      />
      {chosen && value && (
        <ValueInput
          field={chosen}
          label={t("labels.value")}
          value={value.value}
          onChange={(next) => onChange({ field: value.field, value: next })}
        />
      )}
    </Group>
  );
}
