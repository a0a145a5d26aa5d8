// 문서 등급: label, permission and metadata of many documents at once; what markings propose; the fields there are.
import { Button, Checkbox, Group, Pagination, Paper, Select, Stack, Table, Text } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  asApiError,
  type DocumentChange,
  type DocumentId,
  type DocumentList,
  type Label,
  type MetadataField,
  toLoad,
} from "@/api";
import { type Allow, AllowField, allowStrings, type Choices, Failure, LabelBadge, Loaded } from "@/components";
import { useChoices, useDocumentList } from "@/features/documents";
import { BulkValueField, Fields, MetadataFilter, Proposals, useChangeDocuments, useFields } from "@/features/labels";

const rows = 50;

export function LabelsTab() {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const [selected, setSelected] = useState<ReadonlySet<DocumentId>>(new Set());
  const [done, setDone] = useState<number>();
  const [filter, setFilter] = useState<{ label?: Label; where?: string }>({});
  const list = useDocumentList({
    label: filter.label,
    where: filter.where ? [filter.where] : undefined,
    limit: rows,
    offset: (page - 1) * rows,
  });
  const choices = useChoices();
  const fields = useFields();
  const change = useChangeDocuments();
  const narrow = useCallback((next: { label?: Label; where?: string }) => {
    setFilter(next);
    setPage(1);
    setSelected(new Set());
  }, []);
  const apply = (wanted: DocumentChange) =>
    change.mutate(
      { documents: [...selected], change: wanted },
      {
        onSuccess: ({ changed }) => {
          setDone(changed);
          setSelected(new Set());
        },
      },
    );
  return (
    <Stack>
      <Proposals />
      <Text size="sm" c="dimmed">
        {t("admin.labels_text")}
      </Text>
      <BulkForm
        fields={fields.data?.fields ?? []}
        count={selected.size}
        choices={choices}
        busy={change.isPending}
        onApply={apply}
      />
      {done !== undefined && !change.error && (
        <Text size="sm" role="status">
          {t("admin.labels_done", { count: done })}
        </Text>
      )}
      {change.error && <Failure error={asApiError(change.error)} />}
      <MetadataFilter label={filter.label} where={filter.where} onChange={narrow} />
      <Loaded load={toLoad(list)}>
        {(data) => (
          <>
            <SelectTable list={data} selected={selected} onSelect={setSelected} />
            {data.total > rows && (
              <Pagination size="sm" total={Math.ceil(data.total / rows)} value={page} onChange={setPage} />
            )}
          </>
        )}
      </Loaded>
      <Fields />
    </Stack>
  );
}

type BulkProps = {
  fields?: readonly MetadataField[];
  count: number;
  choices: Choices;
  busy: boolean;
  onApply: (change: DocumentChange) => void;
};

export function BulkForm({ fields = [], count, choices, busy, onApply }: BulkProps) {
  const { t } = useTranslation();
  const [label, setLabel] = useState<DocumentChange["label"]>();
  const [changesAllow, setChangesAllow] = useState(false);
  const [allow, setAllow] = useState<Allow>({ mode: "me", groups: [], people: [] });
  const [said, setSaid] = useState<{ field: string; value: string }>();
  const strings = changesAllow ? allowStrings(allow) : undefined;
  const isWhole = changesAllow ? strings !== undefined : label !== undefined || said !== undefined;
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("admin.labels_apply")}>
      <Stack gap="sm">
        <Group align="flex-end" gap="sm">
          <Select
            label={t("label.name")}
            w={170}
            allowDeselect={false}
            value={label ?? ""}
            onChange={(value) => setLabel(value === "O" || value === "S" || value === "C" ? value : undefined)}
            data={[
              { value: "", label: t("admin.labels_keep") },
              ...(["O", "S", "C"] as const).map((one) => ({ value: one, label: `${one} ${t(`label.${one}`)}` })),
            ]}
          />
          <Checkbox
            mb={9}
            label={t("admin.labels_change_allow")}
            checked={changesAllow}
            onChange={(event) => setChangesAllow(event.currentTarget.checked)}
          />
        </Group>
        <BulkValueField fields={fields} value={said} onChange={setSaid} />
        {changesAllow && <AllowField value={allow} choices={choices} onChange={setAllow} />}
        <Group justify="space-between">
          <Text size="sm" aria-live="polite">
            {t("admin.labels_selected", { count })}
          </Text>
          <Button
            size="xs"
            loading={busy}
            disabled={count === 0 || !isWhole}
            onClick={() =>
              onApply({
                ...(label ? { label } : {}),
                ...(strings ? { allow: strings } : {}),
                ...(said ? { metadata: { [said.field]: said.value } } : {}),
              })
            }
          >
            {t("admin.labels_apply")}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

type SelectProps = {
  list: DocumentList;
  selected: ReadonlySet<DocumentId>;
  onSelect: (ids: ReadonlySet<DocumentId>) => void;
};

function SelectTable({ list, selected, onSelect }: SelectProps) {
  const { t } = useTranslation();
  const ids = list.documents.map(({ id }) => id);
  const isAll = ids.length > 0 && ids.every((id) => selected.has(id));
  const with_ = (some: readonly DocumentId[], chosen: boolean) => {
    const next = new Set(selected);
    for (const id of some) chosen ? next.add(id) : next.delete(id);
    onSelect(next);
  };
  return (
    <Table aria-label={t("admin.labels")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={40}>
            <Checkbox
              aria-label={t("admin.labels_select_all")}
              checked={isAll}
              onChange={(event) => with_(ids, event.currentTarget.checked)}
            />
          </Table.Th>
          <Table.Th>{t("documents.name")}</Table.Th>
          <Table.Th>{t("label.name")}</Table.Th>
          <Table.Th>{t("documents.owner")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {list.documents.map(({ id, name, label, owner, metadata }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <Checkbox
                aria-label={t("admin.labels_select", { name })}
                checked={selected.has(id)}
                onChange={(event) => with_([id], event.currentTarget.checked)}
              />
            </Table.Td>
            <Table.Td>
              {name}
              <Text size="xs" c="dimmed">
                {["department", "effective_date"].flatMap((field) => metadata?.[field] ?? []).join(" · ")}
              </Text>
            </Table.Td>
            <Table.Td>
              <LabelBadge label={label} />
            </Table.Td>
            <Table.Td>{owner}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
