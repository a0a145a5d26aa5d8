// Keeping a wording as a new version, with its reason.
import { Button, Group, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type Prompt } from "@/api";
import { announce, FormDialog } from "@/components";
import { useSavePrompt } from "./usePrompts";
import type { Wording } from "./useWording";
import { versionName } from "./words";

const messageMax = 300;

export function Saving({ prompt, wording }: { prompt: Prompt; wording: Wording }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [message, setMessage] = useState("");
  const send = useSavePrompt(prompt.id);
  const save = () =>
    send.mutate(
      { texts: wording.texts, message: message.trim(), newest: wording.newest },
      {
        onSuccess: (version) => {
          wording.saved(version);
          setOpen(false);
          setMessage("");
          announce(t("prompts.saved", { version: versionName(t, version.number) }));
        },
      },
    );
  return (
    <Group gap="xs" mt="sm">
      <Button disabled={!wording.changed || wording.meanwhile} onClick={() => setOpen(true)}>
        {t("prompts.save")}
      </Button>
      {wording.changed && (
        <Button variant="default" onClick={wording.discard}>
          {t("guards.discard")}
        </Button>
      )}
      <FormDialog
        opened={open}
        title={t("prompts.save")}
        submit={t("common.save")}
        ready={message.trim() !== ""}
        busy={send.isPending}
        error={send.error ? asApiError(send.error) : null}
        onSubmit={save}
        onClose={() => {
          setOpen(false);
          send.reset();
        }}
      >
        <Text size="sm">{t("prompts.save_text")}</Text>
        <TextInput
          label={t("prompts.save_why")}
          maxLength={messageMax}
          data-autofocus
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
      </FormDialog>
    </Group>
  );
}
