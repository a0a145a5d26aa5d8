// A question to the application, and what it answers: beside the form, with what is not saved yet.
import { Badge, Button, Group, Paper, Text, Textarea, Title } from "@mantine/core";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Answer, ApiError } from "@/api";
import { Failure, Loading } from "@/components";
import { AnswerText, CitationsView, NearestView, type Source } from "@/features/chat";

type Props = {
  question: string;
  note: string;
  busy: boolean;
  error: ApiError | null;
  answer: Answer | undefined;
  onQuestion: (question: string) => void;
  onAsk: () => void;
  onOpen: (source: Source) => void;
};

export function TrialView({ question, note, busy, error, answer, onQuestion, onAsk, onOpen }: Props) {
  const { t } = useTranslation();
  const ready = question.trim() !== "" && !busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onAsk();
  };
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("applications.try")}>
      <Title order={2} size="h4" mb={4}>
        {t("applications.try")}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {note}
      </Text>
      <form onSubmit={submit}>
        <Textarea
          aria-label={t("applications.question")}
          placeholder={t("applications.question_example")}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={4000}
          value={question}
          onChange={(event) => onQuestion(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            if (ready) onAsk();
          }}
        />
        <Group justify="flex-end" mt="xs">
          <Button type="submit" size="sm" disabled={!ready} loading={busy}>
            {t("applications.ask")}
          </Button>
        </Group>
      </form>
      {busy && <Loading />}
      {!busy && error && <Failure error={error} />}
      {!busy && !error && answer && <AnswerView answer={answer} onOpen={onOpen} />}
    </Paper>
  );
}

function AnswerView({ answer, onOpen }: { answer: Answer; onOpen: (source: Source) => void }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("applications.answer")} className="app-answer">
      {(answer.abstained || answer.refused) && (
        <Text fw={600} mb={4}>
          {t(answer.refused ? "chat.refused" : "chat.abstained")}
        </Text>
      )}
      <AnswerText
        text={answer.answer}
        citations={answer.citations}
        onCite={(citation) => onOpen({ ...citation, document: citation.document })}
      />
      {answer.abstained ? (
        <NearestView hits={answer.nearest} onOpen={onOpen} />
      ) : (
        <CitationsView citations={answer.citations} onOpen={onOpen} />
      )}
      <Badge size="sm" variant="light" color="gray" tt="none" mt="xs">
        {t("applications.answered_by", { model: answer.model })}
      </Badge>
    </div>
  );
}
