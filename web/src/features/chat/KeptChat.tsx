// 대화 where conversations are kept: their list, the one that is read with its answers, and the cited source beside it.
import { Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type ConversationId, type ListedConversation } from "@/api";
import { Failure, Loading, useGo } from "@/components";
import { chosenIn } from "./asking";
import { ChatLog } from "./ChatLog";
import { Composer } from "./Composer";
import { ConversationList } from "./ConversationList";
import { GoneView } from "./GoneView";
import { KeptHead } from "./KeptHead";
import { LeftOut } from "./LeftOut";
import { SourceSide } from "./SourceSide";
import type { Source } from "./SourcesView";
import { ThreadView } from "./ThreadView";
import { threadsOf } from "./threads";
import { useAsking, useConversation } from "./useConversations";
import { useDoings } from "./useDoings";
import { useWho } from "./useWho";

type Props = { id: ConversationId | undefined; conversations: readonly ListedConversation[] };

export function KeptChat({ id, conversations }: Props) {
  const go = useGo();
  const isNarrow = useMediaQuery("(max-width: 62em)") ?? false;
  const [listed, setListed] = useState(false);
  const [source, setSource] = useState<Source>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation is read.
  useEffect(() => {
    setListed(false);
    setSource(undefined);
  }, [id]);
  const fresh = () => {
    setListed(false);
    go("/chat");
  };
  return (
    <div className="chat" data-list={!isNarrow || undefined} data-source={(source && !isNarrow) || undefined}>
      <ConversationList
        conversations={conversations}
        current={id}
        drawer={isNarrow ? { opened: listed, onClose: () => setListed(false) } : undefined}
        onNew={fresh}
        onRemoved={(removed) => removed === id && go("/chat")}
      />
      <Conversation key={id} id={id} onList={isNarrow ? () => setListed(true) : undefined} onOpen={setSource} />
      <SourceSide source={source} isNarrow={isNarrow} onClose={() => setSource(undefined)} />
    </div>
  );
}

type ConversationProps = {
  id: ConversationId | undefined;
  onList: (() => void) | undefined;
  onOpen: (source: Source) => void;
};

function Conversation({ id, onList, onOpen }: ConversationProps) {
  const { t } = useTranslation();
  const { asking, state } = useAsking();
  const { choices, usual, model, beside, gone } = useWho();
  const conversation = useConversation(id);
  const { data } = conversation;
  const own = data?.own ?? true;
  const pending = useMemo(() => state.pending.filter((one) => one.conversation === id), [state.pending, id]);
  const threads = useMemo(
    () => threadsOf(data?.exchanges ?? [], pending, chosenIn(state.chosen, id)),
    [data, pending, state.chosen, id],
  );
  const busy = pending.some((one) => one.state === "asking");
  const doings = useDoings({ id, exchanges: data?.exchanges ?? [], busy, choices, usual });
  const last = threads.at(-1)?.versions.at(-1);
  const missing = conversation.error && !data;
  return (
    <div className="chat-column">
      <KeptHead
        title={data?.title || t("chat.title")}
        taken={data && data.exchanges.length > 0 ? data.id : undefined}
        choices={own ? choices : []}
        model={model}
        beside={beside}
        onList={onList}
        onModel={(chosen) => asking.setModel(chosen)}
        onBeside={(chosen) => asking.setBeside(chosen)}
      />
      {missing ? (
        <Failure error={asApiError(conversation.error)} retry={() => void conversation.refetch()} />
      ) : id !== undefined && !data && pending.length === 0 ? (
        <Loading />
      ) : (
        <ChatLog
          at={`${id} ${threads.length}`}
          growth={`${last?.text.length} ${last?.state}`}
          empty={threads.length === 0}
        >
          {threads.map((thread) => (
            <ThreadView
              key={thread.first}
              thread={thread}
              compared={state.compared.some((one) => one.conversation === id && one.first === thread.first)}
              onOpen={onOpen}
              notice={(answer) => <LeftOut answer={answer} />}
              {...(own ? { own: doings } : {})}
            />
          ))}
        </ChatLog>
      )}
      {doings.failed && <Failure error={doings.failed} />}
      {missing ? null : own ? (
        <>
          <GoneView gone={gone} />
          <Composer busy={busy} onSend={doings.onSend} onStop={() => id && asking.stop(id)} />
        </>
      ) : (
        <Text size="sm" c="dimmed" ta="center" mt={8} role="note">
          {t("chat.read_only", { name: data?.owner })}
        </Text>
      )}
      <Text size="xs" c="dimmed" ta="center" mt={6}>
        {t("chat.kept_note")}
      </Text>
    </div>
  );
}
