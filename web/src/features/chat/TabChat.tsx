// 대화 where the workspace keeps none: questions and cited answers of this tab in one column, the cited source beside them.
import { Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components";
import { ChatHead } from "./ChatHead";
import { ChatLog } from "./ChatLog";
import { Composer } from "./Composer";
import { CourseLink } from "./CourseLink";
import { useChoices, useDropped, useLookAgain } from "./choices";
import { ExchangeView } from "./ExchangeView";
import { GoneView } from "./GoneView";
import { LeftOut } from "./LeftOut";
import { SourceSide } from "./SourceSide";
import type { Source } from "./SourcesView";
import type { Conversation } from "./store";
import { useChat } from "./useChat";

export function TabChat() {
  const { t } = useTranslation();
  const { chat, state, current } = useChat();
  const offered = useChoices();
  const { choices, usual } = offered;
  const gone = useDropped(offered, state.model, t("chat.model_gone", { model: usual }), () => chat.setModel(""));
  const lookAgain = useLookAgain();
  const isNarrow = useMediaQuery("(max-width: 62em)") ?? false;
  const [source, setSource] = useState<Source>();
  const busy = current.exchanges.at(-1)?.state === "asking";
  const ask = async (run: Promise<void>) => {
    announce(t("chat.answering"));
    await run;
    const ended = chat.current.exchanges.at(-1)?.state;
    announce(t(ended === "stopped" ? "chat.stopped" : "chat.answered"));
    if (ended === "failed") lookAgain();
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
          choices={choices}
          model={state.model || usual}
          onNew={() => leave(() => chat.startNew())}
          onOpen={(id) => leave(() => chat.open(id))}
          onModel={(model) => chat.setModel(model)}
        />
        <Log conversation={current} onOpen={setSource} onAgain={() => void ask(chat.again())} />
        {gone && <GoneView gone={[gone]} />}
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
  const { exchanges } = conversation;
  const last = exchanges.at(-1);
  return (
    <ChatLog
      at={`${conversation.id} ${exchanges.length}`}
      growth={`${last?.text.length} ${last?.state}`}
      empty={exchanges.length === 0}
    >
      {exchanges.map((exchange, at) => (
        <ExchangeView
          key={exchange.id}
          exchange={exchange}
          notice={exchange.answer && <LeftOut answer={exchange.answer} />}
          actions={<CourseLink answer={exchange.answer} />}
          onOpen={onOpen}
          onAgain={at === exchanges.length - 1 ? onAgain : undefined}
        />
      ))}
    </ChatLog>
  );
}
