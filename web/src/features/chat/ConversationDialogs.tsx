// What is done with a conversation from the list: another name, whom it is shared with, removing it.
import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type ConversationId, type ListedConversation } from "@/api";
import { AllowField, allowFrom, allowStrings, announce, ConfirmDialog, FormDialog } from "@/components";
import { useChoices } from "@/features/documents";
import { useChangeConversation, useRemoveConversation } from "./useConversations";

export type Doing = { what: "rename" | "share" | "remove"; conversation: ListedConversation };
type Props = { doing: Doing | undefined; onClose: () => void; onRemoved: (id: ConversationId) => void };

export function ConversationDialogs({ doing, onClose, onRemoved }: Props) {
  if (!doing) return null;
  const { conversation } = doing;
  switch (doing.what) {
    case "rename":
      return <RenameDialog conversation={conversation} onClose={onClose} />;
    case "share":
      return <ShareDialog conversation={conversation} onClose={onClose} />;
    case "remove":
      return <RemoveDialog conversation={conversation} onClose={onClose} onRemoved={onRemoved} />;
  }
}

type DialogProps = { conversation: ListedConversation; onClose: () => void };

function RenameDialog({ conversation, onClose }: DialogProps) {
  const { t } = useTranslation();
  const change = useChangeConversation();
  const [title, setTitle] = useState(conversation.title);
  return (
    <FormDialog
      opened
      title={t("chat.rename_title")}
      submit={t("common.save")}
      ready={title.trim() !== ""}
      busy={change.isPending}
      error={change.error && asApiError(change.error)}
      onSubmit={() => change.mutate({ id: conversation.id, change: { title } }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <TextInput
        label={t("chat.name")}
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        data-autofocus
      />
    </FormDialog>
  );
}

function ShareDialog({ conversation, onClose }: DialogProps) {
  const { t } = useTranslation();
  const change = useChangeConversation();
  const choices = useChoices();
  const [allow, setAllow] = useState(() => allowFrom(conversation.shared_with, conversation.owner));
  const strings = allowStrings(allow);
  const save = (shared_with: string[]) =>
    change.mutate(
      { id: conversation.id, change: { shared_with } },
      {
        onSuccess: () => {
          announce(t("chat.share_saved"));
          onClose();
        },
      },
    );
  return (
    <FormDialog
      opened
      title={t("chat.share_title")}
      submit={t("common.save")}
      ready={strings !== undefined}
      busy={change.isPending}
      error={change.error && asApiError(change.error)}
      onSubmit={() => strings && save(strings)}
      onClose={onClose}
    >
      <AllowField value={allow} choices={choices} onChange={setAllow} />
      <Text size="sm" c="dimmed">
        {t("chat.share_note")}
      </Text>
    </FormDialog>
  );
}

function RemoveDialog({ conversation, onClose, onRemoved }: DialogProps & { onRemoved: (id: ConversationId) => void }) {
  const { t } = useTranslation();
  const remove = useRemoveConversation();
  return (
    <ConfirmDialog
      opened
      title={t("chat.remove_title")}
      text={t("chat.remove_text", { title: conversation.title || t("chat.untitled") })}
      confirm={t("chat.remove")}
      busy={remove.isPending}
      error={remove.error && asApiError(remove.error)}
      onConfirm={() =>
        remove.mutate(conversation.id, {
          onSuccess: () => {
            announce(t("chat.removed"));
            onRemoved(conversation.id);
            onClose();
          },
        })
      }
      onClose={onClose}
    />
  );
}
