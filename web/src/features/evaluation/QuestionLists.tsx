// The questions of a set: what a rule proposed waits for a yes or no, what counts can be taken out.
import { ActionIcon, Badge, Button, Group, Table, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { asApiError, type JudgedQuestion, type QuestionSetWithQuestions } from "@/api";
import { AppLink, Empty, Failure } from "@/components";
import { useDecide } from "./useEvaluation";

const rules = ["definition", "table", "field", "question", "person", "file"] as const;
type Rule = (typeof rules)[number];
const ruleOf = (origin: string): Rule => ((rules as readonly string[]).includes(origin) ? (origin as Rule) : "person");

export function QuestionLists({ set }: { set: QuestionSetWithQuestions }) {
  const { t } = useTranslation();
  const decide = useDecide(set.id);
  const proposed = set.questions.filter(({ accepted }) => !accepted);
  const accepted = set.questions.filter((one) => one.accepted);
  if (set.questions.length === 0)
    return <Empty title={t("evaluation.no_questions_title")} text={t("evaluation.no_questions_text")} />;
  const all = (decision: "accept" | "discard") => decide.mutate({ questions: proposed.map(({ id }) => id), decision });
  return (
    <section aria-label={t("evaluation.questions")}>
      {decide.isError && <Failure error={asApiError(decide.error)} />}
      {proposed.length > 0 && (
        <>
          <Group justify="space-between" mb="xs">
            <Text fw={600}>{t("evaluation.proposed_count", { count: proposed.length })}</Text>
            <Group gap="xs">
              <Button size="xs" loading={decide.isPending} onClick={() => all("accept")}>
                {t("evaluation.accept_all")}
              </Button>
              <Button size="xs" variant="default" disabled={decide.isPending} onClick={() => all("discard")}>
                {t("evaluation.discard_all")}
              </Button>
            </Group>
          </Group>
          <QuestionTable
            label={t("evaluation.proposed")}
            questions={proposed}
            onAccept={({ id }) => decide.mutate({ questions: [id], decision: "accept" })}
            onDiscard={({ id }) => decide.mutate({ questions: [id], decision: "discard" })}
          />
        </>
      )}
      {accepted.length > 0 && (
        <>
          <Text fw={600} mt="lg" mb="xs">
            {t("evaluation.accepted_count", { count: accepted.length })}
          </Text>
          <QuestionTable
            label={t("evaluation.accepted")}
            questions={accepted}
            onDiscard={({ id }) => decide.mutate({ questions: [id], decision: "discard" })}
          />
        </>
      )}
    </section>
  );
}

type TableProps = {
  label: string;
  questions: readonly JudgedQuestion[];
  onAccept?: (question: JudgedQuestion) => void;
  onDiscard: (question: JudgedQuestion) => void;
};

function QuestionTable({ label, questions, onAccept, onDiscard }: TableProps) {
  const { t } = useTranslation();
  return (
    <Table aria-label={label} verticalSpacing="xs">
      <Table.Tbody>
        {questions.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Td>
              <Text>{one.question}</Text>
              <Text size="sm" c="dimmed" lineClamp={2}>
                {one.answer}
              </Text>
              <Group gap="xs" mt={2}>
                <AppLink size="sm" href={`/documents/${encodeURIComponent(one.document_id)}`}>
                  {one.document_name}
                </AppLink>
                <Badge variant="light" color="gray" tt="none" size="sm">
                  {t(`evaluation.origins.${ruleOf(one.origin)}`)}
                </Badge>
              </Group>
            </Table.Td>
            <Table.Td w={92} className="nowrap">
              <Group gap={4} wrap="nowrap" justify="flex-end">
                {onAccept && (
                  <Act label={t("evaluation.accept", { question: one.question })} onClick={() => onAccept(one)}>
                    <IconCheck size={17} />
                  </Act>
                )}
                <Act label={t("evaluation.discard", { question: one.question })} onClick={() => onDiscard(one)}>
                  <IconX size={17} />
                </Act>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Act({ label, onClick, children }: { label: string; onClick: () => void; children: React.ReactNode }) {
  return (
    <Tooltip label={label} openDelay={500} multiline maw={320}>
      <ActionIcon variant="default" size="md" aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
