// 대화: questions and cited answers in one column, the cited source beside them.
import { Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconMessageCircle } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce, Empty } from "@/components";
import { ChatHead } from "./ChatHead";
import { Composer } from "./Composer";
import { ExchangeView } from "./ExchangeView";
import { LeftOut } from "./LeftOut";
import { SourceSide } from "./SourceSide";
import type { Source } from "./SourcesView";
import type { Conversation } from "./store";
import { useChat, useModels } from "./useChat";

export function ChatPage() {
  const { t } = useTranslation();
  const { chat, state, current } = useChat();
  const models = useModels();
  const isNarrow = useMediaQuery("(max-width: 62em)") ?? false;
  const [source, setSource] = useState<Source>();
  const busy = current.exchanges.at(-1)?.state === "asking";
  const ask = async (run: Promise<void>) => {
    announce(t("chat.answering"));
    await run;
    announce(t(chat.current.exchanges.at(-1)?.state === "stopped" ? "chat.stopped" : "chat.answered"));
  };
  const leave = (go: () => void) => {
    setSource(undefined);
    go();
  };
  return (
    <div className="chat" data-source={(source && !isNarrow) || undefined}>
      <div className="chat-column">
        <ChatHead
          conversations={state.conversations}
          current={current}
          models={models.data}
          model={state.model}
          onNew={() => leave(() => chat.startNew())}
          onOpen={(id) => leave(() => chat.open(id))}
          onModel={(model) => chat.setModel(model)}
        />
        <Log conversation={current} onOpen={setSource} onAgain={() => void ask(chat.again())} />
        <Composer busy={busy} onSend={(question) => void ask(chat.send(question))} onStop={() => chat.stop()} />
        <Text size="xs" c="dimmed" ta="center" mt={6}>
          {t("chat.tab_only")}
        </Text>
      </div>
      <SourceSide source={source} isNarrow={isNarrow} onClose={() => setSource(undefined)} />
    </div>
  );
}

type LogProps = { conversation: Conversation; onOpen: (source: Source) => void; onAgain: () => void };

function Log({ conversation, onOpen, onAgain }: LogProps) {
  const { t } = useTranslation();
  const log = useRef<HTMLDivElement>(null);
  const { exchanges } = conversation;
  const last = exchanges.at(-1);
  const isAtEnd = useRef(true);
  // Follows the text while it grows, unless the reader has scrolled up to read.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever the last answer has grown.
  useEffect(() => {
    const pane = log.current;
    if (pane && isAtEnd.current) pane.scrollTop = pane.scrollHeight;
  }, [last?.text, last?.state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new question always comes into view.
  useEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [exchanges.length, conversation.id]);
  return (
    <section
      ref={log}
      className="log"
      aria-label={t("chat.log")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the conversation is scrolled by keyboard.
      tabIndex={0}
      onScroll={({ currentTarget: pane }) => {
        isAtEnd.current = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 80;
      }}
    >
      {exchanges.length === 0 && (
        <Empty
          title={t("chat.start_title")}
          text={t("chat.start_text")}
          icon={<IconMessageCircle size={40} stroke={1.2} aria-hidden />}
        />
      )}
      {exchanges.map((exchange, at) => (
        <ExchangeView
          key={exchange.id}
          exchange={exchange}
          notice={exchange.answer && <LeftOut answer={exchange.answer} />}
          onOpen={onOpen}
          onAgain={at === exchanges.length - 1 ? onAgain : undefined}
        />
      ))}
    </section>
  );
}
