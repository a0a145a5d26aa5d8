// Narrowing a list: by label, and by what is said about documents.
import { Group, Select, TextInput } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Label } from "@/api";
import { useFieldName, useFields } from "./useLabels";

const typingMs = 300;
const labels: readonly Label[] = ["O", "S", "C"];

type Props = {
  label: Label | undefined;
  where: string | undefined; // "department=재무팀"
  onChange: (next: { label?: Label; where?: string }) => void;
};
type FieldProps = { where: string | undefined; onChange: (where: string | undefined) => void };

function parts(where: string | undefined): [field: string, compare: string, value: string] {
  const found = /^([a-z0-9_]+)(<=|>=|=)(.*)$/.exec(where ?? "");
  return [found?.[1] ?? "", found?.[2] ?? "=", found?.[3] ?? ""];
}

export function MetadataFilter({ label, where, onChange }: Props) {
  const { t } = useTranslation();
  const onWhere = useCallback(
    (next: string | undefined) => onChange({ ...(label ? { label } : {}), ...(next ? { where: next } : {}) }),
    [label, onChange],
  );
  return (
    <Group gap="xs" mb="sm" className="filter">
      <Select
        aria-label={t("labels.filter_label")}
        w={140}
        allowDeselect={false}
        value={label ?? "all"}
        onChange={(next) => {
          const one = labels.find((known) => known === next);
          onChange({ ...(one ? { label: one } : {}), ...(where ? { where } : {}) });
        }}
        data={[
          { value: "all", label: t("labels.all_labels") },
          ...labels.map((one) => ({ value: one, label: `${one} ${t(`label.${one}`)}` })),
        ]}
      />
      <FieldFilter where={where} onChange={onWhere} />
    </Group>
  );
}

/** One condition on what is said about documents; `onChange` keeps its identity from drawing to drawing. */
export function FieldFilter({ where, onChange }: FieldProps) {
  const { t } = useTranslation();
  const nameOf = useFieldName();
  const fields = useFields().data?.fields ?? [];
  const [first, firstCompare, firstValue] = parts(where);
  const [field, setField] = useState(first);
  const [compare, setCompare] = useState(firstCompare);
  const [value, setValue] = useState(firstValue);
  const chosen = fields.find(({ name }) => name === field);
  const isOrdered = chosen?.type === "date" || chosen?.type === "number";
  const wanted = field && value.trim() ? `${field}${isOrdered ? compare : "="}${value.trim()}` : undefined;
  const told = useRef(where);
  // Changed by others (the way back, a condition that is taken away): the fields follow instead of writing it again.
  useEffect(() => {
    if (where === told.current) return;
    told.current = where;
    const [nextField, nextCompare, nextValue] = parts(where);
    setField(nextField);
    setCompare(nextCompare);
    setValue(nextValue);
  }, [where]);
  useEffect(() => {
    if (wanted === where) return;
    const timer = setTimeout(() => {
      told.current = wanted;
      onChange(wanted);
    }, typingMs);
    return () => clearTimeout(timer);
  }, [wanted, where, onChange]);
  return (
    <>
      <Select
        aria-label={t("labels.filter_field")}
        w={160}
        allowDeselect={false}
        value={field}
        onChange={(next) => setField(next ?? "")}
        data={[
          { value: "", label: t("labels.all_fields") },
          ...fields.map((one) => ({ value: one.name, label: nameOf(one) })),
        ]}
      />
      {chosen && isOrdered && (
        <Select
          aria-label={t("labels.filter_compare")}
          w={110}
          allowDeselect={false}
          value={compare}
          onChange={(next) => setCompare(next ?? "=")}
          data={[
            { value: "=", label: t("labels.equals") },
            { value: ">=", label: t("labels.at_least") },
            { value: "<=", label: t("labels.at_most") },
          ]}
        />
      )}
      {chosen && (
        <TextInput
          aria-label={t("labels.filter_value")}
          type={chosen.type === "date" ? "date" : "search"}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      )}
    </>
  );
}
