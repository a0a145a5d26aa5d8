// The questions on risks. "No" is kept at once; "yes" asks for what is done about it.
import { Button, Group, Progress, Radio, Text, Textarea, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type Procedure } from "@/api";
import { announce, Failure } from "@/components";
import { useStep } from "./useProcedures";
import { isOver } from "./who";

type Question = Procedure["checklist"][number];
const parts = ["data", "environment", "unstructured"] as const;

function QuestionField({ procedure, question }: { procedure: Procedure; question: Question }) {
  const { t, i18n } = useTranslation();
  const step = useStep(procedure.id);
  const [risk, setRisk] = useState(question.risk);
  const [note, setNote] = useState(question.note);
  const over = isOver(procedure);
  const save = (answer: boolean, words: string) =>
    step.mutate(
      { step: "answer", question: question.question, risk: answer, note: words },
      { onSuccess: () => announce(t("common.saved")) },
    );
  const choose = (value: string) => {
    setRisk(value === "yes");
    if (value === "no") save(false, "");
  };
  const saved = question.risk === risk && (risk !== true || question.note === note.trim());
  return (
    <li>
      <Radio.Group
        label={i18n.language === "ko" ? question.korean : question.english}
        value={risk === null ? "" : risk ? "yes" : "no"}
        onChange={choose}
      >
        <Group gap="lg" mt={6}>
          <Radio value="yes" label={t("procedures.risk_yes")} disabled={over} />
          <Radio value="no" label={t("procedures.risk_no")} disabled={over} />
          {question.by !== "" && (
            <Text size="xs" c="dimmed">
              {question.by}
            </Text>
          )}
        </Group>
      </Radio.Group>
      {risk === true && (
        <Group mt="xs" align="end" gap="xs">
          <Textarea
            size="sm"
            className="grow"
            label={t("procedures.note")}
            autosize
            maxLength={600}
            readOnly={over}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {!over && (
            <Button
              size="sm"
              variant="default"
              disabled={note.trim() === "" || saved}
              loading={step.isPending}
              onClick={() => save(true, note.trim())}
            >
              {t("common.save")}
            </Button>
          )}
        </Group>
      )}
      {step.isError && <Failure error={asApiError(step.error)} />}
    </li>
  );
}

export function ChecklistSection({ procedure }: { procedure: Procedure }) {
  const { t } = useTranslation();
  const all = procedure.checklist.length;
  const done = procedure.checklist.filter(({ risk }) => risk !== null).length;
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {t("procedures.answered", { done, all })}
      </Text>
      <Progress value={(100 * done) / all} mt={4} mb="md" size="sm" aria-label={t("procedures.step.checklist")} />
      {parts.map((part) => (
        <section key={part} aria-label={t(`procedures.parts.${part}`)}>
          <Title order={3} size="h5" mt="md">
            {t(`procedures.parts.${part}`)}
          </Title>
          <ul className="procedure-questions">
            {procedure.checklist
              .filter((question) => question.part === part)
              .map((question) => (
                <QuestionField key={question.question} procedure={procedure} question={question} />
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}
