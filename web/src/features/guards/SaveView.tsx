// Unsaved changes at the foot of the page: looked at, discarded or saved with a message. And what others changed meanwhile.
import { Alert, Button, Group, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "@/api";
import { ConfirmDialog, FormDialog } from "@/components";
import { ChangesView } from "./ChangesView";
import type { Change } from "./policy";

type Props = {
  changes: readonly Change[];
  /** Why it cannot be saved as it is. */
  blocked: string | undefined;
  busy: boolean;
  error: ApiError | null;
  onSave: (message: string) => Promise<unknown>;
  onDiscard: () => void;
};

const messageMax = 300; // 1,000 bytes of the contract, in Hangul

export function SaveView({ changes, blocked, busy, error, onSave, onDiscard }: Props) {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<"save" | "discard">();
  const [message, setMessage] = useState("");
  if (changes.length === 0) return null;
  const close = () => setDialog(undefined);
  const save = () =>
    onSave(message.trim()).then(
      () => {
        setMessage("");
        close();
      },
      () => undefined, // said in the dialog
    );
  return (
    <section className="guard-save" aria-label={t("guards.changes")}>
      <div className="guard-rule-name">
        <Text size="sm" fw={600} role="status">
          {t("guards.changes_count", { count: changes.length })}
        </Text>
        {blocked && (
          <Text size="xs" className="guard-wrong">
            {blocked}
          </Text>
        )}
        <details>
          <summary>{t("guards.changes_show")}</summary>
          <ChangesView changes={changes} label={t("guards.changes")} />
        </details>
      </div>
      <Group gap="xs" wrap="nowrap">
        <Button variant="default" onClick={() => setDialog("discard")}>
          {t("guards.discard")}
        </Button>
        <Button disabled={blocked !== undefined} onClick={() => setDialog("save")}>
          {t("common.save")}
        </Button>
      </Group>
      <FormDialog
        opened={dialog === "save"}
        title={t("guards.save_title")}
        submit={t("common.save")}
        ready={message.trim() !== ""}
        busy={busy}
        error={error}
        onSubmit={save}
        onClose={close}
      >
        <ChangesView changes={changes} label={t("guards.changes")} />
        <Textarea
          label={t("guards.save_why")}
          description={t("guards.save_why_text")}
          maxLength={messageMax}
          autosize
          minRows={2}
          data-autofocus
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
      </FormDialog>
      <ConfirmDialog
        opened={dialog === "discard"}
        title={t("guards.discard_title")}
        text={t("guards.discard_text", { changes: changes.length })}
        confirm={t("guards.discard")}
        onConfirm={() => {
          close();
          onDiscard();
        }}
        onClose={close}
      />
    </section>
  );
}

type MeanwhileProps = { changes: readonly Change[]; onLoad: () => void; onGoOn: () => void };

export function MeanwhileView({ changes, onLoad, onGoOn }: MeanwhileProps) {
  const { t } = useTranslation();
  return (
    <Alert role="alert" color="yellow" variant="light" mb="md">
      <Text fw={600}>{t("guards.meanwhile")}</Text>
      <Text size="sm">{t("guards.meanwhile_text")}</Text>
      <ChangesView changes={changes} label={t("guards.meanwhile")} />
      <Group gap="xs" my="xs">
        <Button size="xs" onClick={onLoad}>
          {t("guards.meanwhile_load")}
        </Button>
        <Button size="xs" variant="default" onClick={onGoOn}>
          {t("guards.meanwhile_go_on")}
        </Button>
      </Group>
      <Text size="xs">{t("guards.meanwhile_go_on_text")}</Text>
    </Alert>
  );
}
