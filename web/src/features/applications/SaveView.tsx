// Why it is changed, and saving it; what is missing is said where the button cannot be pressed.
import { Button, Group, Paper, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "@/api";
import { Failure } from "@/components";
import type { Problem } from "./draft";

type Props = {
  isNew: boolean;
  changed: boolean;
  problems: readonly Problem[];
  busy: boolean;
  error: ApiError | null;
  onSave: (message: string) => void;
  onDiscard: () => void;
  /** Where somebody else saved meanwhile: what they saved, or one's own over it. */
  onLoad: () => void;
  onGoOn: () => void;
};

export function SaveView({ isNew, changed, problems, busy, error, onSave, onDiscard, onLoad, onGoOn }: Props) {
  const { t } = useTranslation();
  const [message, setMessage] = useState("");
  const [first] = problems;
  const ready = changed && first === undefined && !busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    onSave(message.trim());
    setMessage("");
  };
  return (
    <Paper withBorder p="sm" mt="md" component="form" aria-label={t("applications.save_form")} onSubmit={submit}>
      {!isNew && (
        <TextInput
          label={t("applications.message")}
          maxLength={1000}
          mb="xs"
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
      )}
      {error && error.reason !== "name_taken" && <Failure error={error} />}
      {error?.reason === "changed_meanwhile" && (
        <Group gap="xs" my="xs">
          <Button size="compact-sm" variant="default" onClick={onLoad}>
            {t("applications.meanwhile_load")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onGoOn}>
            {t("applications.meanwhile_go_on")}
          </Button>
        </Group>
      )}
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed" flex={1} miw={180} role="status">
          {changed && first !== undefined ? t(`applications.problem.${first}`) : ""}
        </Text>
        <Group gap="xs">
          {!isNew && (
            <Button size="sm" variant="default" disabled={!changed || busy} onClick={onDiscard}>
              {t("applications.discard")}
            </Button>
          )}
          <Button size="sm" type="submit" disabled={!ready} loading={busy}>
            {t(isNew ? "applications.create" : "common.save")}
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}
