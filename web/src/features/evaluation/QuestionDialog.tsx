// A question that somebody writes, with the document that answers it.
import { Select, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type DocumentId, type QuestionSetId } from "@/api";
import { FormDialog } from "@/components";
import { useAddQuestion, useDocumentChoices } from "./useEvaluation";

const typingMs = 250;

export function QuestionDialog({ set, opened, onClose }: { set: QuestionSetId; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const add = useAddQuestion(set);
  const [question, setQuestion] = useState("");
  const [answer, setAnswer] = useState("");
  const [document, setDocument] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [wanted] = useDebouncedValue(name, typingMs);
  const documents = useDocumentChoices(wanted);
  const close = () => {
    setQuestion("");
    setAnswer("");
    onClose();
  };
  const send = () =>
    add.mutate(
      { question: question.trim(), answer: answer.trim(), document_id: document as DocumentId },
      { onSuccess: close },
    );
  return (
    <FormDialog
      opened={opened}
      title={t("evaluation.add_question")}
      submit={t("evaluation.add")}
      ready={question.trim() !== "" && document !== null}
      busy={add.isPending}
      error={add.error && asApiError(add.error)}
      onSubmit={send}
      onClose={onClose}
    >
      <Textarea
        label={t("evaluation.question")}
        required
        autosize
        minRows={2}
        maxLength={300}
        data-autofocus
        value={question}
        onChange={(event) => setQuestion(event.currentTarget.value)}
      />
      <Select
        label={t("evaluation.document")}
        required
        searchable
        value={document}
        onChange={setDocument}
        onSearchChange={setName}
        nothingFoundMessage={t("evaluation.no_document")}
        data={(documents.data?.documents ?? []).map((one) => ({ value: one.id, label: one.name }))}
      />
      <TextInput
        label={t("evaluation.answer")}
        description={t("evaluation.answer_text")}
        maxLength={1000}
        value={answer}
        onChange={(event) => setAnswer(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
