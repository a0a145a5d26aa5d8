// The list of conversations with its search and its dialogs; on narrow screens in a drawer.
import { Drawer } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ConversationId, type ListedConversation, toLoad } from "@/api";
import { ConversationDialogs, type Doing } from "./ConversationDialogs";
import { ConversationListView } from "./ConversationListView";
import { useFoundConversations } from "./useConversations";

type Props = {
  conversations: readonly ListedConversation[];
  current: ConversationId | undefined;
  /** In a drawer: whether it is open. */
  drawer: { opened: boolean; onClose: () => void } | undefined;
  onNew: () => void;
  onRemoved: (id: ConversationId) => void;
};

export function ConversationList({ conversations, current, drawer, onNew, onRemoved }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState("");
  const [doing, setDoing] = useState<Doing>();
  const found = useFoundConversations(words);
  const list = (
    <ConversationListView
      conversations={conversations}
      current={current}
      words={words}
      found={words.trim() === "" ? undefined : toLoad(found)}
      now={Date.now()}
      onWords={setWords}
      onNew={onNew}
      onRename={(conversation) => setDoing({ what: "rename", conversation })}
      onShare={(conversation) => setDoing({ what: "share", conversation })}
      onRemove={(conversation) => setDoing({ what: "remove", conversation })}
    />
  );
  return (
    <>
      {drawer ? (
        <Drawer
          opened={drawer.opened}
          onClose={drawer.onClose}
          title={t("chat.list")}
          closeButtonProps={{ "aria-label": t("common.close") }}
        >
          {list}
        </Drawer>
      ) : (
        list
      )}
      <ConversationDialogs doing={doing} onClose={() => setDoing(undefined)} onRemoved={onRemoved} />
    </>
  );
}
