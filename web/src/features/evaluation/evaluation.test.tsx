import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type {
  ChunkSettings,
  ComparedQuestionRun,
  CuttingChoice,
  DocumentId,
  JudgedQuestion,
  QuestionId,
  QuestionRun,
  RunOutcome,
  TriedCutting,
} from "@/api";
import { show } from "../../../test/show";
import { CuttingsView } from "./CuttingsView";
import { ComparisonView, OutcomesView } from "./RunPage";
import { runName } from "./runs";

const mean = (value: number, of = 4) => ({ value, low: value - 0.1, high: value + 0.1, of });
const asPeople = { lexical: true, dense: true, variants: true, rerank: true, chunk: null, embedder: null };
const anyRun = (change: Partial<QuestionRun> = {}): QuestionRun => ({
  id: "run_1" as QuestionRun["id"],
  set_id: "qst_1" as QuestionRun["set_id"],
  name: "",
  settings: asPeople,
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
    ndcg_read: mean(0.75),
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
  read_tokens: rank * 100,
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
      ndcg_read: { value: 0.01, low: -0.02, high: 0.04, p: 0.5, better: 1, worse: 0 },
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
  const t = ((key: string, values?: Record<string, unknown>) =>
    values ? `${key}:${Object.values(values).join(" ").replace("evaluation.strategies.", "")}` : key) as never;
  it("names a run without a name by what it did without", () => {
    expect(runName(t, anyRun())).toBe("evaluation.as_people");
    expect(runName(t, anyRun({ settings: { ...asPeople, dense: false, rerank: false } }))).toBe(
      "evaluation.without:evaluation.parts.dense, evaluation.parts.rerank",
    );
    expect(runName(t, anyRun({ name: "처음" }))).toBe("처음");
    const chunk = { strategy: "sentence" as const, tokens_max: 128, tokens_overlap: 16 };
    expect(runName(t, anyRun({ settings: { ...asPeople, chunk, embedder: "bge-m3" } }))).toBe(
      "evaluation.cutting:sentence 128 · bge-m3",
    );
  });
});

describe("CuttingsView", () => {
  const way = (strategy: ChunkSettings["strategy"], tokens: number, value: number, change = {}): TriedCutting => ({
    chunk: { strategy, tokens_max: tokens, tokens_overlap: tokens / 8 },
    own: strategy === "clause" && tokens === 384,
    run: anyRun({
      id: `run_${strategy}_${tokens}` as QuestionRun["id"],
      measures: { ...anyRun().measures, ndcg_read: mean(value) },
      ...change,
    }),
  });
  const choice: CuttingChoice = {
    best: { strategy: "clause", tokens_max: 128, tokens_overlap: 16 },
    questions: { choosing: 12, held_out: 14 },
    best_ndcg_read: mean(0.9),
    own_ndcg_read: mean(0.7),
    difference: { value: 0.2, low: 0.1, high: 0.3, p: 0.004, better: 6, worse: 0 },
    worth_it: true,
  };
  const tried = [way("clause", 128, 0.9), way("clause", 384, 0.7), way("sentence", 384, 0.6)];

  it("draws the curve, names the way in use, and says what to write down where it is worth it", () => {
    show(<CuttingsView report={{ tried, choice }} />);
    expect(
      screen.getByRole("img", { name: /128토큰 0\.900, 95 % 구간 0\.800 ~ 1\.000; 384토큰 0\.700/ }),
    ).toBeVisible();
    expect(screen.getByRole("status")).toHaveTextContent("조·항·호, 128토큰: 더 빨리 찾습니다");
    expect(screen.getByRole("status")).toHaveTextContent("질문 14개");
    expect(screen.getByText(/chunk_tokens_max = 128/)).toBeVisible();
    const ways = within(screen.getByRole("table", { name: "384토큰에서 나누는 방법별" }));
    expect(ways.getByRole("link", { name: "문장" })).toHaveAttribute("href", "/evaluation/qst_1/runs/run_sentence_384");
    expect(ways.getAllByRole("row")[0]).toHaveTextContent("조·항·호 (지금)");
  });
  it("gives no advice where nothing is sure", () => {
    show(<CuttingsView report={{ tried, choice: { ...choice, worth_it: false } }} />);
    expect(screen.getByRole("status")).toHaveTextContent("지금 설정을 바꿀 근거가 없습니다");
    expect(screen.queryByText(/chunk_tokens_max/)).toBeNull();
  });
  it("says how far it is, and draws what is there", () => {
    const half = [...tried, way("topic", 384, 0, { state: "running", progress: 0.3 })];
    show(<CuttingsView report={{ tried: half, choice: null }} />);
    expect(screen.getByRole("status")).toHaveTextContent("4가지 가운데 3가지를 측정했습니다.");
    expect(screen.getByRole("img", { name: /^조각 길이에 따른/ })).toBeVisible();
  });
  it("says that there are too few questions to choose on, and that nothing was measured", () => {
    const { unmount } = show(<CuttingsView report={{ tried, choice: null }} />);
    expect(screen.getByText(/16개 이상/)).toBeVisible();
    unmount();
    show(<CuttingsView report={{ tried: [], choice: null }} />);
    expect(screen.getByText("아직 측정하지 않았습니다.")).toBeVisible();
  });
});
