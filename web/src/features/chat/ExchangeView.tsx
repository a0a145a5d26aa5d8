// One question and its answer, in every state: being asked, being written, whole, abstained, refused, stopped, failed.
import { Button, Group, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, ApiError } from "@/api";
import { CopyButton, Failure, Loading } from "@/components";
import { withoutHalfMarker } from "@/text/answer";
import { AnswerText } from "./AnswerText";
import { DoubtsView } from "./DoubtsView";
import { doubtsOf } from "./doubts";
import { CitationsView, NearestView, type Source } from "./SourcesView";
import type { Exchange } from "./store";

type Props = {
  exchange: Exchange;
  /** What guards kept out of the answer. */
  notice?: ReactNode;
  /** It rests on documents that the reader may not see. */
  hidden?: boolean;
  /** Beside copying. */
  actions?: ReactNode;
  onOpen: (source: Source) => void;
  onAgain?: (() => void) | undefined;
};

export function ExchangeView({ exchange, notice, hidden = false, actions, onOpen, onAgain }: Props) {
  const { t } = useTranslation();
  const { question, text, state, answer, error } = exchange;
  const doubts = useMemo(
    () => (state === "done" && answer?.answer === text ? doubtsOf(answer) : []),
    [state, answer, text],
  );
  return (
    <article className="exchange" aria-label={question}>
      <div className="question">
        <span className="visually-hidden">{t("chat.you")}: </span>
        {question}
      </div>
      <div className="answer" data-abstained={answer?.abstained || answer?.refused || undefined}>
        {(answer?.abstained || answer?.refused) && (
          <Text fw={600} mb={4}>
            {t(answer.refused ? "chat.refused" : "chat.abstained")}
          </Text>
        )}
        {hidden && (
          <Text c="dimmed" role="note">
            {t("chat.hidden")}
          </Text>
        )}
        {text !== "" && (
          <AnswerText
            text={state === "done" ? text : withoutHalfMarker(text)}
            citations={answer?.citations ?? []}
            doubts={doubts}
            onCite={onOpen}
          />
        )}
        {state === "asking" && !hidden && (text === "" ? <Thinking /> : <span className="caret" aria-hidden />)}
        {state === "stopped" && !hidden && (
          <Text size="sm" c="dimmed" role="status">
            {t("chat.stopped")}
          </Text>
        )}
        {error && <Failure error={new ApiError(error.code, "", error.reason, error.requestId)} retry={onAgain} />}
        <DoubtsView text={text} doubts={doubts} />
        {answer && !answer.refused && <Foundation answer={answer} onOpen={onOpen} />}
        {notice}
        <Group gap={4} mt={4}>
          {state === "done" && !hidden && <CopyButton text={text} label={t("chat.copy")} />}
          {state === "stopped" && onAgain && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              leftSection={<IconRefresh size={15} />}
              onClick={onAgain}
            >
              {t("chat.again")}
            </Button>
          )}
          {actions}
        </Group>
      </div>
    </article>
  );
}

function Thinking() {
  const { t } = useTranslation();
  return (
    <>
      <span className="visually-hidden" role="status">
        {t("chat.thinking")}
      </span>
      <Loading />
    </>
  );
}

function Foundation({ answer, onOpen }: { answer: Answer; onOpen: (source: Source) => void }) {
  const { t } = useTranslation();
  if (answer.abstained) return <NearestView hits={answer.nearest} onOpen={onOpen} />;
  return (
    <>
      <CitationsView citations={answer.citations} onOpen={onOpen} />
      {answer.label !== "O" && (
        <Text size="xs" mt="xs" className={`label-note label-${answer.label}`}>
          {t("chat.label_note", { label: t(`label.${answer.label}`) })}
        </Text>
      )}
      <Text size="xs" c="dimmed" mt="xs">
        {answer.ai_generated ? t("chat.made_by_ai") : t("chat.extractive")}
        {answer.prompt !== "" && ` (${t("chat.prompt", { prompt: answer.prompt })})`}
      </Text>
    </>
  );
}
