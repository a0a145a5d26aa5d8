// Label and permission of a document: a form for those who may change them, plain words for the rest.
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type DocumentChange, type DocumentDetail } from "@/api";
import {
  AllowField,
  allowFrom,
  allowStrings,
  announce,
  type Choices,
  Failure,
  LabelBadge,
  LabelField,
} from "@/components";
import { useChoices } from "../useChoices";
import { useChangeDocument } from "../useDocuments";

export function AccessForm({ document }: { document: DocumentDetail }) {
  const { t } = useTranslation();
  const choices = useChoices();
  const change = useChangeDocument();
  return (
    <div>
      <Title order={3} size="h5" mb={6}>
        {t("view.access_title")}
      </Title>
      {document.may_change ? (
        <AccessFields
          key={`${document.label} ${document.allow.join()}`}
          document={document}
          choices={choices}
          busy={change.isPending}
          onSave={(wanted) =>
            change.mutate({ id: document.id, change: wanted }, { onSuccess: () => announce(t("view.access_saved")) })
          }
        />
      ) : (
        <AccessWords document={document} />
      )}
      {change.isSuccess && (
        <Text size="sm" c="dimmed" mt="xs" role="status">
          {t("view.access_saved")}
        </Text>
      )}
      {change.error && <Failure error={asApiError(change.error)} />}
    </div>
  );
}

type FieldsProps = {
  document: DocumentDetail;
  choices: Choices;
  busy: boolean;
  onSave: (change: DocumentChange) => void;
};

function AccessFields({ document, choices, busy, onSave }: FieldsProps) {
  const { t } = useTranslation();
  const first = allowFrom(document.allow, document.owner);
  const [label, setLabel] = useState(document.label);
  const [allow, setAllow] = useState(first);
  const strings = allowStrings(allow);
  const isChanged = label !== document.label || strings?.join() !== allowStrings(first)?.join();
  return (
    <Stack gap="sm">
      <LabelField value={label} onChange={setLabel} />
      <AllowField value={allow} choices={choices} onChange={setAllow} />
      <Group justify="flex-end">
        <Button
          size="xs"
          loading={busy}
          disabled={!strings || !isChanged}
          onClick={() => strings && onSave({ label, allow: strings })}
        >
          {t("common.save")}
        </Button>
      </Group>
    </Stack>
  );
}

function AccessWords({ document }: { document: DocumentDetail }) {
  const { t } = useTranslation();
  const { mode, groups, people } = allowFrom(document.allow, document.owner);
  const names = [...groups.map((name) => `${t("allow.groups")} ${name}`), ...people];
  return (
    <Group gap="xs">
      <LabelBadge label={document.label} />
      <Text size="sm">{mode === "everyone" ? t("allow.everyone") : [document.owner, ...names].join(", ")}</Text>
    </Group>
  );
}
