// One run: how well it found, and the questions it found worst; or what is better and worse than in another run.
import { Alert, Group, Table, Text } from "@mantine/core";
import { useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  type ComparedOutcome,
  type ComparedQuestionRun,
  type PairedDifference,
  type QuestionRun,
  type QuestionRunId,
  type QuestionRunWithOutcomes,
  type QuestionSetId,
  type RunComparison,
  type RunOutcome,
  toLoad,
} from "@/api";
import { AppLink, Loaded, PageHead } from "@/components";
import { formatNumber } from "@/text/format";
import { MeanView } from "./MeanView";
import { RunState } from "./RunTable";
import { formatChance, formatDifference, runName } from "./runs";
import { useComparison, useRun, useRuns } from "./useEvaluation";

const measures = ["ndcg_10", "mrr_10", "recall_10", "hit_1", "answer_10", "ndcg_read"] as const;
const significant = 0.05 / 2; // two measures are looked at

export function RunPage() {
  const { t } = useTranslation();
  const { id, run } = useParams({ strict: false }) as { id: QuestionSetId; run: QuestionRunId };
  const { against } = useSearch({ strict: false }) as { against?: QuestionRunId };
  const outcomes = useRun(run, against === undefined);
  const comparison = useComparison(run, against);
  const shown: QuestionRun | undefined = comparison.data ?? outcomes.data;
  const other = useRuns(id).data?.runs.find((one) => one.id === against);
  return (
    <>
      <AppLink href={`/evaluation/${encodeURIComponent(id)}`} size="sm">
        {t("evaluation.back_to_set")}
      </AppLink>
      <PageHead title={shown ? runName(t, shown) : t("evaluation.run_of")} />
      {other && (
        <Text c="dimmed" size="sm" mt={-8} mb="md">
          {t("evaluation.against", { name: runName(t, other) })}
        </Text>
      )}
      {against === undefined ? (
        <Loaded load={toLoad(outcomes)}>{(data) => <OutcomesView run={data} />}</Loaded>
      ) : (
        <Loaded load={toLoad(comparison)}>{(data) => <ComparisonView run={data} />}</Loaded>
      )}
    </>
  );
}

function MeasureTiles({ run }: { run: QuestionRun }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <dl className="measures">
        {measures.map((name) => (
          <div key={name}>
            <dt title={t(`evaluation.measures_text.${name}`)}>{t(`evaluation.measures.${name}`)}</dt>
            <dd>
              <MeanView label={t(`evaluation.measures.${name}`)} mean={run.measures[name]} />
            </dd>
          </div>
        ))}
      </dl>
      <Text size="sm" c="dimmed" mb="md">
        {t("evaluation.asked", {
          count: run.measures.ndcg_10.of,
          number: formatNumber(run.measures.ndcg_10.of, i18n.language),
        })}{" "}
        · {t("evaluation.latency", { p50: run.measures.p50_ms.toFixed(1), p95: run.measures.p95_ms.toFixed(1) })} ·{" "}
        {run.index_version}
      </Text>
    </>
  );
}

export function OutcomesView({ run }: { run: QuestionRunWithOutcomes }) {
  const { t } = useTranslation();
  if (run.state !== "done") return <RunState run={run} />;
  return (
    <>
      <MeasureTiles run={run} />
      <Text fw={600} mb="xs">
        {t("evaluation.worst_first")}
      </Text>
      <Table aria-label={t("evaluation.worst_first")} verticalSpacing="xs">
        <Table.Tbody>
          {run.outcomes.map((outcome) => (
            <OutcomeRow key={outcome.question.id} outcome={outcome} />
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

export function Rank({ rank }: { rank: number }) {
  const { t } = useTranslation();
  return (
    <Text span size="sm" className="nowrap" c={rank === 0 ? "red" : undefined} fw={rank === 1 ? 400 : 600}>
      {rank === 0 ? t("evaluation.not_found") : t("evaluation.rank", { rank })}
    </Text>
  );
}

function OutcomeRow({ outcome }: { outcome: RunOutcome }) {
  const { t } = useTranslation();
  const { question, found } = outcome;
  const first = found.find(({ document_id }) => document_id !== question.document_id);
  return (
    <Table.Tr>
      <Table.Td w={96}>
        <Rank rank={outcome.document_rank} />
      </Table.Td>
      <Table.Td>
        <AppLink href={`/search?q=${encodeURIComponent(question.question)}`}>{question.question}</AppLink>
        <Text size="sm" c="dimmed">
          {t("evaluation.wanted", { name: question.document_name })}
          {question.answer !== "" &&
            ` · ${outcome.answer_rank === 0 ? t("evaluation.answer_missing") : t("evaluation.answer_at", { rank: outcome.answer_rank })}`}
        </Text>
        {outcome.document_rank !== 1 && first && (
          <Text size="sm" c="dimmed">
            {t("evaluation.instead", { name: first.document_name })}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

const isSure = (difference: PairedDifference) => difference.p < significant;

/** Worse in either measure is worse. */
function verdictOf({ ndcg_10, ndcg_read }: RunComparison): "better" | "worse" | "even" {
  const sure = [ndcg_10, ndcg_read].filter(isSure);
  if (sure.some(({ value }) => value < 0)) return "worse";
  return sure.length > 0 ? "better" : "even";
}

export function DifferenceText({ name, difference }: { name: string; difference: PairedDifference }) {
  const { t, i18n } = useTranslation();
  const said = (value: number) => formatDifference(value, i18n.language);
  return (
    <span>
      {name} {said(difference.value)} (
      {t("evaluation.interval", { low: said(difference.low), high: said(difference.high) })},{" "}
      {formatChance(difference.p, i18n.language)})
    </span>
  );
}

export function ComparisonView({ run }: { run: ComparedQuestionRun }) {
  const { t } = useTranslation();
  const { ndcg_10: difference, ndcg_read, outcomes } = run.comparison;
  const verdict = verdictOf(run.comparison);
  const changed = outcomes.filter(({ document_rank, other_document_rank }) => document_rank !== other_document_rank);
  return (
    <>
      <MeasureTiles run={run} />
      <Alert
        color={verdict === "better" ? "green" : verdict === "worse" ? "red" : "gray"}
        mb="md"
        role="status"
        title={t(`evaluation.verdicts.${verdict}`)}
      >
        <Group gap="md">
          <DifferenceText name={t("evaluation.measures.ndcg_10")} difference={difference} />
          <DifferenceText name={t("evaluation.measures.ndcg_read")} difference={ndcg_read} />
          <span>{t("evaluation.better_worse", { better: difference.better, worse: difference.worse })}</span>
        </Group>
      </Alert>
      {changed.length === 0 ? (
        <Text c="dimmed">{t("evaluation.nothing_changed")}</Text>
      ) : (
        <Table aria-label={t("evaluation.changed")} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("evaluation.before")}</Table.Th>
              <Table.Th>{t("evaluation.now")}</Table.Th>
              <Table.Th>{t("evaluation.question")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changed.map((one) => (
              <ChangedRow key={one.question.id} outcome={one} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}

function ChangedRow({ outcome }: { outcome: ComparedOutcome }) {
  return (
    <Table.Tr>
      <Table.Td w={90}>
        <Rank rank={outcome.other_document_rank} />
      </Table.Td>
      <Table.Td w={90}>
        <Rank rank={outcome.document_rank} />
      </Table.Td>
      <Table.Td>
        <Text>{outcome.question.question}</Text>
        <Text size="sm" c="dimmed">
          {outcome.question.document_name}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
