// Fields of the workspace: the built-in ones, and its own to add and remove.
import { ActionIcon, Button, Group, Paper, Select, Stack, Table, Text, TextInput, Title } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type MetadataField, type NewMetadataField, toLoad } from "@/api";
import { announce, ConfirmDialog, Failure, Loaded } from "@/components";
import { useAddField, useFields, useRemoveField } from "./useLabels";

const types: readonly MetadataField["type"][] = ["text", "date", "number", "choice"];

export function Fields() {
  const { t } = useTranslation();
  const fields = useFields();
  const remove = useRemoveField();
  const [leaving, setLeaving] = useState<MetadataField | null>(null);
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t("labels.fields")}
      </Title>
      <Loaded load={toLoad(fields)}>{(data) => <FieldTable fields={data.fields} onRemove={setLeaving} />}</Loaded>
      <NewField />
      <ConfirmDialog
        opened={leaving !== null}
        title={t("labels.field_remove_title")}
        text={t("labels.field_remove_text", { name: leaving?.korean ?? "" })}
        confirm={t("common.delete")}
        busy={remove.isPending}
        error={remove.error ? asApiError(remove.error) : null}
        onConfirm={() => leaving && remove.mutate(leaving.name, { onSuccess: () => setLeaving(null) })}
        onClose={() => setLeaving(null)}
      />
    </Stack>
  );
}

type TableProps = { fields: readonly MetadataField[]; onRemove: (field: MetadataField) => void };

function FieldTable({ fields, onRemove }: TableProps) {
  const { t } = useTranslation();
  return (
    <Table aria-label={t("labels.fields")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("labels.field_korean")}</Table.Th>
          <Table.Th>{t("labels.field_english")}</Table.Th>
          <Table.Th>{t("labels.field_name")}</Table.Th>
          <Table.Th>{t("labels.field_type")}</Table.Th>
          <Table.Th />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {fields.map((field) => (
          <Table.Tr key={field.name}>
            <Table.Td>{field.korean}</Table.Td>
            <Table.Td>{field.english}</Table.Td>
            <Table.Td>
              <code>{field.name}</code>
            </Table.Td>
            <Table.Td>
              {t(`labels.type.${field.type}`)}
              {field.choices.length > 0 && (
                <Text size="xs" c="dimmed">
                  {field.choices.join(", ")}
                </Text>
              )}
            </Table.Td>
            <Table.Td>
              {field.built_in ? (
                <Text size="xs" c="dimmed">
                  {t("labels.built_in")}
                </Text>
              ) : (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t("labels.field_remove", { name: field.korean })}
                  onClick={() => onRemove(field)}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const nothing = { name: "", korean: "", english: "", choices: "" };

function NewField() {
  const { t } = useTranslation();
  const add = useAddField();
  const [type, setType] = useState<NewMetadataField["type"]>("text");
  const [words, setWords] = useState(nothing);
  const isWhole = words.name !== "" && words.korean !== "" && words.english !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const choices = words.choices
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "");
    add.mutate(
      {
        name: words.name,
        korean: words.korean,
        english: words.english,
        type,
        ...(type === "choice" ? { choices } : {}),
      },
      {
        onSuccess: () => {
          setWords(nothing);
          announce(t("labels.field_added"));
        },
      },
    );
  };
  const text = (key: keyof typeof nothing, label: string) => (
    <TextInput
      label={label}
      value={words[key]}
      onChange={(event) => setWords({ ...words, [key]: event.currentTarget.value })}
    />
  );
  return (
    <Paper withBorder p="sm" component="form" aria-label={t("labels.field_add")} onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        {text("korean", t("labels.field_korean"))}
        {text("english", t("labels.field_english"))}
        {text("name", t("labels.field_name"))}
        <Select
          label={t("labels.field_type")}
          w={110}
          allowDeselect={false}
          value={type}
          onChange={(value) => setType(types.find((one) => one === value) ?? "text")}
          data={types.map((one) => ({ value: one, label: t(`labels.type.${one}`) }))}
        />
        {type === "choice" && text("choices", t("labels.field_choices"))}
        <Button type="submit" size="sm" loading={add.isPending} disabled={!isWhole}>
          {t("labels.field_add")}
        </Button>
      </Group>
      {add.error && <Failure error={asApiError(add.error)} />}
    </Paper>
  );
}
