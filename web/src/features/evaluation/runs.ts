// Words, numbers and addresses of runs.
import type { TFunction } from "i18next";
import type { QuestionRun, QuestionRunId, QuestionSetId } from "@/api";

export const runAddress = (set: QuestionSetId, run: QuestionRunId, against?: QuestionRunId) =>
  `/evaluation/${encodeURIComponent(set)}/runs/${encodeURIComponent(run)}${
    against === undefined ? "" : `?against=${encodeURIComponent(against)}`
  }`;

/** What a run is called; one without a name by what it did without. */
export function runName(t: TFunction, { name, settings }: Pick<QuestionRun, "name" | "settings">): string {
  if (name !== "") return name;
  const left = (["lexical", "dense", "variants", "rerank"] as const).filter((part) => !settings[part]);
  if (left.length === 0) return t("evaluation.as_people");
  return t("evaluation.without", { parts: left.map((part) => t(`evaluation.parts.${part}`)).join(", ") });
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
