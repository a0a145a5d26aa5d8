// Words, numbers and addresses of runs.
import type { TFunction } from "i18next";
import type { ChunkSettings, QuestionRun, QuestionRunId, QuestionSetId } from "@/api";

export const runAddress = (set: QuestionSetId, run: QuestionRunId, against?: QuestionRunId) =>
  `/evaluation/${encodeURIComponent(set)}/runs/${encodeURIComponent(run)}${
    against === undefined ? "" : `?against=${encodeURIComponent(against)}`
  }`;

export const strategies = ["clause", "structure", "sentence", "topic", "parent-child", "fixed"] as const;

/** "조·항·호, 256토큰" */
export const cuttingName = (t: TFunction, { strategy, tokens_max }: ChunkSettings) =>
  t("evaluation.cutting", { strategy: t(`evaluation.strategies.${strategy}`), tokens: tokens_max });

/** What a run is called; one without a name by the index it had, and by what it did without. */
export function runName(t: TFunction, { name, settings }: Pick<QuestionRun, "name" | "settings">): string {
  if (name !== "") return name;
  const left = (["lexical", "dense", "variants", "rerank"] as const).filter((part) => !settings[part]);
  const told = [
    settings.chunk && cuttingName(t, settings.chunk),
    settings.embedder,
    left.length > 0 && t("evaluation.without", { parts: left.map((part) => t(`evaluation.parts.${part}`)).join(", ") }),
  ].filter((part) => part !== null && part !== false);
  return told.length === 0 ? t("evaluation.as_people") : told.join(" · ");
}

export const formatMeasure = (value: number, language: string) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: 3, maximumFractionDigits: 3 }).format(value);

export const formatDifference = (value: number, language: string) =>
  new Intl.NumberFormat(language, {
    minimumFractionDigits: 3,
    maximumFractionDigits: 3,
    signDisplay: "exceptZero",
  }).format(value);

/** "p 0.024", "p < 0.001". */
export const formatChance = (p: number, language: string) =>
  p < 0.001 ? `p < ${formatMeasure(0.001, language)}` : `p ${formatMeasure(p, language)}`;
