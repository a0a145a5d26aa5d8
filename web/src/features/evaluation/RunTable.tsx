// The runs of a set, newest first; two of them can be chosen and compared.
import { ActionIcon, Button, Checkbox, Group, Progress, Table, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError, type QuestionRun, type QuestionRunId, type QuestionSetId } from "@/api";
import { AppLink, ConfirmDialog, useGo } from "@/components";
import { formatTime } from "@/text/format";
import { MeanView } from "./MeanView";
import { runAddress, runName } from "./runs";
import { isRunning, useRemoveRun } from "./useEvaluation";

const shownAtFirst = 8;

export function RunTable({ set, runs }: { set: QuestionSetId; runs: readonly QuestionRun[] }) {
  const { t } = useTranslation();
  const go = useGo();
  const remove = useRemoveRun();
  const [chosen, setChosen] = useState<QuestionRunId[]>([]);
  const [leaving, setLeaving] = useState<QuestionRun>();
  const [all, setAll] = useState(false);
  if (runs.length === 0) return <Text c="dimmed">{t("evaluation.no_runs")}</Text>;
  // The newer of the two is what is looked at, the older one what it is compared with.
  const [newer, older] = runs.filter(({ id }) => chosen.includes(id));
  const choose = (id: QuestionRunId, on: boolean) =>
    setChosen(on ? [...chosen, id].slice(-2) : chosen.filter((one) => one !== id));
  return (
    <section aria-label={t("evaluation.runs")}>
      <Group justify="space-between" mb="xs">
        <Text fw={600}>{t("evaluation.runs")}</Text>
        <Button
          size="xs"
          variant="default"
          disabled={!newer || !older}
          onClick={() => newer && older && go(runAddress(set, newer.id, older.id))}
        >
          {t("evaluation.compare")}
        </Button>
      </Group>
      <div className="wide">
        <Table aria-label={t("evaluation.runs")} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={36}>
                <span className="visually-hidden">{t("evaluation.choose")}</span>
              </Table.Th>
              <Table.Th>{t("evaluation.run_of")}</Table.Th>
              <Table.Th>{t("evaluation.measures.ndcg_10")}</Table.Th>
              <Table.Th className="only-wide-cell">{t("evaluation.measures.recall_10")}</Table.Th>
              <Table.Th className="only-wide-cell">{t("evaluation.measures.answer_10")}</Table.Th>
              <Table.Th w={44} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {(all ? runs : runs.slice(0, shownAtFirst)).map((run) => (
              <RunRow
                key={run.id}
                run={run}
                chosen={chosen.includes(run.id)}
                onChoose={(on) => choose(run.id, on)}
                onRemove={() => setLeaving(run)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {!all && runs.length > shownAtFirst && (
        <Button size="xs" variant="subtle" mt="xs" onClick={() => setAll(true)}>
          {t("evaluation.all_runs", { count: runs.length })}
        </Button>
      )}
      <ConfirmDialog
        opened={leaving !== undefined}
        title={t("evaluation.remove_run_title")}
        text={t("evaluation.remove_run_text", { name: leaving ? runName(t, leaving) : "" })}
        confirm={t("common.delete")}
        busy={remove.isPending}
        error={remove.error && asApiError(remove.error)}
        onConfirm={() => leaving && remove.mutate(leaving.id, { onSuccess: () => setLeaving(undefined) })}
        onClose={() => setLeaving(undefined)}
      />
    </section>
  );
}

type RowProps = { run: QuestionRun; chosen: boolean; onChoose: (on: boolean) => void; onRemove: () => void };

function RunRow({ run, chosen, onChoose, onRemove }: RowProps) {
  const { t, i18n } = useTranslation();
  const name = runName(t, run);
  return (
    <Table.Tr>
      <Table.Td>
        <Checkbox
          size="xs"
          aria-label={t("evaluation.choose_run", { name })}
          disabled={run.state !== "done"}
          checked={chosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      </Table.Td>
      <Table.Td>
        <AppLink href={runAddress(run.set_id, run.id)}>{name}</AppLink>
        <Text size="sm" c="dimmed">
          {formatTime(run.started_ms, i18n.language)} · {run.started_by}
        </Text>
      </Table.Td>
      {run.state === "done" ? (
        <>
          <Table.Td>
            <MeanView label={t("evaluation.measures.ndcg_10")} mean={run.measures.ndcg_10} />
          </Table.Td>
          <Table.Td className="only-wide-cell">
            <MeanView label={t("evaluation.measures.recall_10")} mean={run.measures.recall_10} />
          </Table.Td>
          <Table.Td className="only-wide-cell">
            <MeanView label={t("evaluation.measures.answer_10")} mean={run.measures.answer_10} />
          </Table.Td>
        </>
      ) : (
        <Table.Td colSpan={3}>
          <RunState run={run} />
        </Table.Td>
      )}
      <Table.Td>
        <ActionIcon variant="subtle" color="gray" aria-label={t("evaluation.remove_run", { name })} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}

export function RunState({ run }: { run: QuestionRun }) {
  const { t } = useTranslation();
  if (isRunning(run))
    return (
      <Progress
        value={Math.max(2, run.progress * 100)}
        aria-label={t("evaluation.progress")}
        animated
        size="sm"
        miw={120}
      />
    );
  return (
    <Text size="sm" c="red" role="status">
      {t(`evaluation.states.${run.state === "cancelled" ? "cancelled" : "failed"}`)}
      {run.error && `: ${run.error.message}`}
    </Text>
  );
}
