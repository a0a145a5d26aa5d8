import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ComparedQuestionRun, DocumentId, JudgedQuestion, QuestionId, QuestionRun, RunOutcome } from "@/api";
import { show } from "../../../test/show";
import { ComparisonView, OutcomesView } from "./RunPage";
import { runName } from "./runs";

const mean = (value: number, of = 4) => ({ value, low: value - 0.1, high: value + 0.1, of });
const anyRun = (change: Partial<QuestionRun> = {}): QuestionRun => ({
  id: "run_1" as QuestionRun["id"],
  set_id: "qst_1" as QuestionRun["set_id"],
  name: "",
  settings: { lexical: true, dense: true, variants: true, rerank: true },
  index_version: "tokens 1, chunks clause 384/48, vectors 2",
  started_by: "owner",
  started_ms: 1,
  state: "done",
  progress: 1,
  error: null,
  measures: {
    ndcg_10: mean(0.8),
    mrr_10: mean(0.7),
    recall_10: mean(0.9),
    hit_1: mean(0.6),
    answer_10: mean(0, 0),
    p50_ms: 3.14,
    p95_ms: 9,
  },
  ...change,
});
const anyQuestion = (id: string, question: string): JudgedQuestion => ({
  id: id as QuestionId,
  question,
  answer: "15일",
  document_id: `doc_${id}` as DocumentId,
  document_name: `${id}.hwpx`,
  origin: "person",
  accepted: true,
});
const anyOutcome = (question: string, rank: number): RunOutcome => ({
  question: anyQuestion(question, question),
  document_rank: rank,
  answer_rank: rank,
  duration_us: 1000,
  found: [{ chunk_id: "chk_1", document_id: "doc_other", document_name: "다른.pdf" }] as unknown as RunOutcome["found"],
});

describe("OutcomesView", () => {
  it("shows measures with their intervals, and what came instead of what was wanted", () => {
    show(<OutcomesView run={{ ...anyRun(), outcomes: [anyOutcome("휴가는?", 0), anyOutcome("여비는?", 1)] }} />);
    expect(screen.getByRole("img", { name: "nDCG@10 0.800, 95 % 구간 0.700 ~ 0.900" })).toBeVisible();
    const [worst, best] = screen.getAllByRole("row") as [HTMLElement, HTMLElement];
    expect(worst).toHaveTextContent("찾지 못함");
    expect(worst).toHaveTextContent("답이 있는 문서: 휴가는?.hwpx · 답이 든 조각 없음");
    expect(worst).toHaveTextContent("먼저 나온 문서: 다른.pdf");
    expect(best).toHaveTextContent("1위");
    expect(within(best).queryByText(/먼저 나온 문서/)).toBeNull();
  });
  it("shows a dash where no question knows its answer", () => {
    show(<OutcomesView run={{ ...anyRun(), outcomes: [] }} />);
    expect(screen.getByText("–")).toBeVisible();
  });
  it("says that a run failed, and why", () => {
    const error = { code: "unavailable", message: "the index is not there" };
    show(<OutcomesView run={{ ...anyRun({ state: "failed", error }), outcomes: [] }} />);
    expect(screen.getByRole("status")).toHaveTextContent("실패했습니다: the index is not there");
  });
});

describe("ComparisonView", () => {
  const compared = (value: number, p: number, ranks: [number, number][]): ComparedQuestionRun => ({
    ...anyRun(),
    comparison: {
      ndcg_10: { value, low: value - 0.05, high: value + 0.05, p, better: 0, worse: ranks.length },
      outcomes: ranks.map(([now, before], at) => ({
        question: anyQuestion(`q${at}`, `질문 ${at}`),
        document_rank: now,
        other_document_rank: before,
        answer_rank: 0,
        other_answer_rank: 0,
      })),
    },
  });
  it("says worse only where the difference is sure", () => {
    show(<ComparisonView run={compared(-0.2, 0.0001, [[0, 1]])} />);
    expect(screen.getByRole("status")).toHaveTextContent("나빠졌습니다");
    expect(screen.getByRole("status")).toHaveTextContent("p < 0.001");
    const row = within(screen.getByRole("table", { name: "순위가 바뀐 질문" })).getAllByRole("row")[1];
    expect(row).toHaveTextContent("1위찾지 못함질문 0");
  });
  it("is cautious where it is not", () => {
    show(<ComparisonView run={compared(-0.2, 0.2, [[3, 3]])} />);
    expect(screen.getByRole("status")).toHaveTextContent("차이가 있다고 보기 어렵습니다");
    expect(screen.getByText("순위가 바뀐 질문이 없습니다.")).toBeVisible();
  });
});

describe("runName", () => {
  const t = ((key: string, values?: { parts: string }) => (values ? `${key}:${values.parts}` : key)) as never;
  it("names a run without a name by what it did without", () => {
    expect(runName(t, anyRun())).toBe("evaluation.as_people");
    expect(runName(t, anyRun({ settings: { lexical: true, dense: false, variants: true, rerank: false } }))).toBe(
      "evaluation.without:evaluation.parts.dense, evaluation.parts.rerank",
    );
    expect(runName(t, anyRun({ name: "처음" }))).toBe("처음");
  });
});
