// Ways to cut documents: the length curve as a picture, the other strategies as bars, and what to take.
import { Alert, Code, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ChunkSettings, CuttingChoice, CuttingReport, TriedCutting } from "@/api";
import { AppLink } from "@/components";
import { MeanView } from "./MeanView";
import { DifferenceText } from "./RunPage";
import { cuttingName, formatMeasure, runAddress } from "./runs";
import { isRunning } from "./useEvaluation";

const width = 640;
const height = 240;
const left = 44;
const right = 28;
const top = 28;
const bottom = 44;

export function CuttingsView({ report }: { report: CuttingReport }) {
  const { t } = useTranslation();
  const { tried, choice } = report;
  if (tried.length === 0) return <Text c="dimmed">{t("evaluation.cuttings_none")}</Text>;
  const done = tried.filter(({ run }) => run.state === "done");
  const own = tried.find((one) => one.own);
  const strategy = own?.chunk.strategy ?? tried[0]?.chunk.strategy;
  const curve = done.filter(({ chunk }) => chunk.strategy === strategy);
  const others = done.filter(({ chunk }) => chunk.strategy !== strategy);
  return (
    <Stack gap="md">
      {tried.some(({ run }) => isRunning(run)) && (
        <Text size="sm" role="status">
          {t("evaluation.cuttings_progress", { done: done.length, all: tried.length })}
        </Text>
      )}
      {choice !== null && <Choice choice={choice} />}
      {choice === null && done.length === tried.length && <Text size="sm">{t("evaluation.choice_few")}</Text>}
      {curve.length > 1 && <Curve points={curve} />}
      {others.length > 0 && <OtherWays ways={own && own.run.state === "done" ? [own, ...others] : others} />}
    </Stack>
  );
}

function tomlOf({ strategy, tokens_max, tokens_overlap }: ChunkSettings) {
  return `chunk_strategy = "${strategy}"\nchunk_tokens_max = ${tokens_max}\nchunk_tokens_overlap = ${tokens_overlap}`;
}

function Choice({ choice }: { choice: CuttingChoice }) {
  const { t } = useTranslation();
  const title = choice.worth_it
    ? t("evaluation.choice_better", { way: cuttingName(t, choice.best) })
    : t("evaluation.choice_same");
  return (
    <Alert color={choice.worth_it ? "green" : "gray"} title={title} role="status">
      <Stack gap="xs">
        <span>
          {t("evaluation.choice_held", { count: choice.questions.held_out })}{" "}
          <DifferenceText name={t("evaluation.measures.ndcg_read")} difference={choice.difference} />
        </span>
        {choice.worth_it && (
          <>
            <span>{t("evaluation.choice_how")}</span>
            <Code block>{tomlOf(choice.best)}</Code>
          </>
        )}
      </Stack>
    </Alert>
  );
}

/** The lowest of the intervals, rounded down to a tenth. */
const floorOf = (points: readonly TriedCutting[]) =>
  Math.floor(Math.min(...points.map(({ run }) => run.measures.ndcg_read.low)) * 10) / 10;

function Curve({ points }: { points: readonly TriedCutting[] }) {
  const { t, i18n } = useTranslation();
  const least = Math.max(0, floorOf(points));
  const x = (at: number) => left + ((width - left - right) * at) / (points.length - 1);
  const y = (value: number) => top + ((height - top - bottom) * (1 - value)) / (1 - least || 1);
  const said = (value: number) => formatMeasure(value, i18n.language);
  const name = ({ chunk, run }: TriedCutting) =>
    t("evaluation.curve_point", {
      tokens: chunk.tokens_max,
      value: said(run.measures.ndcg_read.value),
      interval: t("evaluation.interval", {
        low: said(run.measures.ndcg_read.low),
        high: said(run.measures.ndcg_read.high),
      }),
    });
  const line = points.map(({ run }, at) => `${x(at)},${y(run.measures.ndcg_read.value)}`).join(" ");
  return (
    <figure className="curve">
      <Text fw={600} size="sm">
        {t("evaluation.curve")}
      </Text>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${t("evaluation.curve")}: ${points.map(name).join("; ")}`}
      >
        {[least, (1 + least) / 2, 1].map((value) => (
          <g key={value}>
            <line x1={left} x2={width - right} y1={y(value)} y2={y(value)} className="axis" />
            <text x={left - 8} y={y(value) + 4} textAnchor="end">
              {said(value).replace(/0+$/, "").replace(/[.,]$/, "")}
            </text>
          </g>
        ))}
        <polyline points={line} className="line" />
        {points.map((point, at) => (
          <Point key={point.run.id} point={point} name={name(point)} x={x(at)} y={y} />
        ))}
        <text x={width - right} y={height - 6} textAnchor="end">
          {t("evaluation.curve_axis")}
        </text>
      </svg>
      <figcaption>
        <Text size="sm" c="dimmed">
          {t("evaluation.curve_help")}
        </Text>
      </figcaption>
    </figure>
  );
}

type PointProps = { point: TriedCutting; name: string; x: number; y: (value: number) => number };

function Point({ point, name, x, y }: PointProps) {
  const { t } = useTranslation();
  const { value, low, high } = point.run.measures.ndcg_read;
  return (
    <g className={point.own ? "own" : undefined}>
      <title>{name}</title>
      <line x1={x} x2={x} y1={y(high)} y2={y(low)} className="interval" />
      <circle cx={x} cy={y(value)} r={point.own ? 6 : 4} className="dot" />
      {point.own && (
        <text x={x} y={y(high) - 8} textAnchor="middle">
          {t("evaluation.curve_own")}
        </text>
      )}
      <text x={x} y={height - bottom + 18} textAnchor="middle">
        {point.chunk.tokens_max}
      </text>
    </g>
  );
}

function OtherWays({ ways }: { ways: readonly TriedCutting[] }) {
  const { t } = useTranslation();
  const title = t("evaluation.other_ways", { tokens: ways[0]?.chunk.tokens_max });
  return (
    <div>
      <Text fw={600} size="sm" mb="xs">
        {title}
      </Text>
      <Table aria-label={title} verticalSpacing="xs" maw={width}>
        <Table.Tbody>
          {ways.map(({ chunk, own, run }) => (
            <Table.Tr key={run.id}>
              <Table.Td>
                <AppLink href={runAddress(run.set_id, run.id)}>{t(`evaluation.strategies.${chunk.strategy}`)}</AppLink>
                {own && ` (${t("evaluation.curve_own")})`}
              </Table.Td>
              <Table.Td>
                <MeanView label={t("evaluation.measures.ndcg_read")} mean={run.measures.ndcg_read} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
