// What is said about a document: to read with where each value came from, and to change.
import { Button, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type DocumentDetail, type MetadataField } from "@/api";
import { announce, Failure } from "@/components";
import { useChangeDocuments, useFieldName, useFields } from "./useLabels";
import { ValueInput } from "./ValueInput";

type Values = Record<string, string>;

export function MetadataForm({ document }: { document: DocumentDetail }) {
  const { t } = useTranslation();
  const fields = useFields().data?.fields ?? [];
  const change = useChangeDocuments();
  const [isEditing, setEditing] = useState(false);
  const save = (metadata: Values) =>
    change.mutate(
      { documents: [document.id], change: { metadata } },
      {
        onSuccess: () => {
          setEditing(false);
          announce(t("labels.saved"));
        },
      },
    );
  return (
    <section aria-label={t("labels.metadata")}>
      <Group justify="space-between" mb={6}>
        <Title order={3} size="h5">
          {t("labels.metadata")}
        </Title>
        {document.may_change && !isEditing && (
          <Button size="compact-sm" variant="default" onClick={() => setEditing(true)}>
            {t("labels.edit")}
          </Button>
        )}
      </Group>
      {isEditing ? (
        <MetadataFields
          document={document}
          fields={fields}
          busy={change.isPending}
          onSave={save}
          onClose={() => setEditing(false)}
        />
      ) : (
        <MetadataWords document={document} fields={fields} />
      )}
      {change.error && <Failure error={asApiError(change.error)} />}
    </section>
  );
}

function useOrigin() {
  const { t } = useTranslation();
  return ({ origin, by }: DocumentDetail["metadata_values"][number]) =>
    origin === "person" && by ? t("labels.origin.person_by", { by }) : t(`labels.origin.${origin}`);
}

function MetadataWords({ document, fields }: { document: DocumentDetail; fields: readonly MetadataField[] }) {
  const { t } = useTranslation();
  const nameOf = useFieldName();
  const originOf = useOrigin();
  if (document.metadata_values.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("labels.nothing_said")}
      </Text>
    );
  return (
    <Table withRowBorders={false} verticalSpacing={4} className="facts">
      <Table.Tbody>
        {document.metadata_values.map((one) => {
          const field = fields.find(({ name }) => name === one.field);
          return (
            <Table.Tr key={one.field}>
              <Table.Th scope="row">{field ? nameOf(field) : one.field}</Table.Th>
              <Table.Td>
                {one.value}{" "}
                <Text component="span" size="xs" c="dimmed">
                  {originOf(one)}
                </Text>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

type FieldsProps = {
  document: DocumentDetail;
  fields: readonly MetadataField[];
  busy: boolean;
  onSave: (changed: Values) => void;
  onClose: () => void;
};

function MetadataFields({ document, fields, busy, onSave, onClose }: FieldsProps) {
  const { t } = useTranslation();
  const nameOf = useFieldName();
  const originOf = useOrigin();
  const first: Values = Object.fromEntries(document.metadata_values.map(({ field, value }) => [field, value]));
  const [values, setValues] = useState(first);
  const changed = Object.fromEntries(Object.entries(values).filter(([field, value]) => value !== (first[field] ?? "")));
  return (
    <Stack gap="xs">
      {fields.map((field) => {
        const said = document.metadata_values.find((one) => one.field === field.name);
        return (
          <ValueInput
            key={field.name}
            field={field}
            label={nameOf(field)}
            description={said && originOf(said)}
            value={values[field.name] ?? ""}
            onChange={(value) => setValues({ ...values, [field.name]: value })}
          />
        );
      })}
      <Text size="xs" c="dimmed">
        {t("labels.empty_hint")}
      </Text>
      <Group justify="flex-end">
        <Button size="xs" variant="default" onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button size="xs" loading={busy} disabled={Object.keys(changed).length === 0} onClick={() => onSave(changed)}>
          {t("common.save")}
        </Button>
      </Group>
    </Stack>
  );
}
