// Which documents an application answers from: all, or those that were picked and meet the conditions.
import { Button, CloseButton, Group, Input, MultiSelect, SegmentedControl, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentId } from "@/api";
import type { Draft } from "./draft";

type Props = {
  draft: Pick<Draft, "scope" | "documents" | "where">;
  empty: boolean;
  /** Of picked documents; one that the person may not see has none. */
  names: ReadonlyMap<DocumentId, string>;
  found: readonly { id: DocumentId; name: string }[];
  typed: string;
  onTyped: (typed: string) => void;
  /** Writing one condition asks the server for its fields. */
  condition: ReactNode;
  conditionReady: boolean;
  onAddCondition: () => void;
  onChange: (part: Partial<Draft>) => void;
};

export function DocumentsView(props: Props) {
  const { t } = useTranslation();
  const { draft, empty, onChange } = props;
  const scopes = ["all", "picked"] as const;
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t("applications.documents")}
        fullWidth
        value={draft.scope}
        onChange={(scope) => onChange({ scope: scope as Draft["scope"] })}
        data={scopes.map((value) => ({ value, label: t(`applications.scope_${value}`) }))}
      />
      <Text size="xs" c="dimmed">
        {t(`applications.scope_${draft.scope}_text`)}
      </Text>
      {draft.scope === "picked" && (
        <>
          <Picker {...props} />
          <Conditions {...props} />
          {empty && (
            <Text size="xs" c="dimmed" role="status">
              {t("applications.scope_empty")}
            </Text>
          )}
        </>
      )}
    </Stack>
  );
}

function Picker({ draft, names, found, typed, onTyped, onChange }: Props) {
  const { t } = useTranslation();
  const options = new Map<DocumentId, string>(found.map(({ id, name }) => [id, name]));
  for (const id of draft.documents)
    if (!options.has(id)) options.set(id, names.get(id) ?? t("applications.document_unseen", { id }));
  return (
    <MultiSelect
      label={t("applications.pick")}
      placeholder={t("applications.pick_hint")}
      searchable
      hidePickedOptions
      maxValues={1000}
      nothingFoundMessage={t("applications.pick_none")}
      filter={({ options: given }) => given}
      searchValue={typed}
      onSearchChange={onTyped}
      data={[...options].map(([value, label]) => ({ value, label }))}
      value={draft.documents}
      onChange={(documents) => onChange({ documents: documents as DocumentId[] })}
    />
  );
}

function Conditions({ draft, condition, conditionReady, onAddCondition, onChange }: Props) {
  const { t } = useTranslation();
  const without = (one: string) => draft.where.filter((other) => other !== one);
  return (
    <Input.Wrapper label={t("applications.where")} labelElement="div">
      <Group gap="xs" mt={6} className="filter" role="group" aria-label={t("applications.where")}>
        {condition}
        <Button size="sm" variant="default" disabled={!conditionReady} onClick={onAddCondition}>
          {t("applications.where_add")}
        </Button>
      </Group>
      {draft.where.length > 0 && (
        <ul className="app-conditions">
          {draft.where.map((one) => (
            <li key={one}>
              <code>{one}</code>
              <CloseButton
                size="sm"
                aria-label={t("applications.where_remove", { condition: one })}
                onClick={() => onChange({ where: without(one) })}
              />
            </li>
          ))}
        </ul>
      )}
    </Input.Wrapper>
  );
}
