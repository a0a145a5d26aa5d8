import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Trace, TraceHit, TraceId, TraceReplay } from "@/api";
import { anyAnswer, anyCitation, documentId } from "../../../test/any";
import { show } from "../../../test/show";
import { ReplayView } from "./ReplayView";
import { stepsOf } from "./TimesView";
import { TraceListView } from "./TraceListView";
import { TraceView } from "./TraceView";

const hit = (change: Partial<TraceHit> = {}): TraceHit => ({
  rank: 1,
  document: documentId("d1"),
  chunk_id: "c1" as TraceHit["chunk_id"],
  name: "휴가.txt",
  title: "휴가 규정",
  label: "O",
  score: 1,
  fused: 0.8,
  coverage: 0.9,
  legs: { lexical: { rank: 1, score: 7.25 }, dense: { rank: 0, score: 0 } },
  reranker: null,
  read: true,
  cited: true,
  ...change,
});
const trace = (change: Partial<Trace> = {}): Trace => ({
  id: "trc_1" as TraceId,
  person: "kim",
  through: "password",
  way: "ask",
  time_ms: 1_767_225_600_000,
  request_id: "req_1",
  belongs_to: "",
  exchange: 0,
  application: "",
  model: "writer",
  prompt: "answer.question@2",
  outcome: "ok",
  abstained: false,
  refused: false,
  label: "S",
  cost: { micros: 1_750_000_000, currency: "KRW" },
  usage: { prompt_tokens: 1200, completion_tokens: 34 },
  times: { retrieve_us: 20_000, first_us: 50_000, whole_us: 90_000 },
  rating: 0,
  hidden: false,
  has_text: true,
  question: "연차휴가는 며칠입니까?",
  hits: [
    hit(),
    hit({ rank: 2, chunk_id: "c2" as TraceHit["chunk_id"], title: "식대 규정", cited: false, read: false }),
  ],
  guards: [],
  function: "",
  queries: ["연차휴가는 며칠입니까?"],
  answer: "15일입니다 [1].",
  citations: [anyCitation()],
  sentences: [{ begin: 0, end: 3, support: "other_number", what: "15일" }],
  messages: [],
  settings: {},
  may_replay: true,
  ...change,
});

it("says what was looked for where it is not the question itself", () => {
  show(<TraceView trace={trace()} />);
  expect(screen.queryByText(/검색어/)).toBeNull();
  show(<TraceView trace={trace({ question: "이월도 되나요?", queries: ["연차휴가 이월도 되나요?"] })} />);
  expect(screen.getByText("검색어: 연차휴가 이월도 되나요?")).toBeVisible();
});

it("shows times in steps, hits with their scores, and what was read", () => {
  show(<TraceView trace={trace()} />);
  expect(screen.getByText("연차휴가는 며칠입니까?")).toBeVisible();
  const times = screen.getByRole("region", { name: "걸린 시간" });
  expect(within(times).getByText("20ms")).toBeVisible();
  expect(within(times).getByText("90ms")).toBeVisible();
  const [, first, second] = within(screen.getByRole("table", { name: "찾은 곳" })).getAllByRole("row");
  expect(first).toHaveTextContent("1위 (7.250)");
  expect(first).toHaveTextContent("인용함");
  expect(second).toHaveTextContent("읽지 않음");
  expect(screen.getByText("입력 1,200, 출력 34")).toBeVisible();
  expect(screen.getByText("₩1,750")).toBeVisible();
  expect(screen.getByRole("region", { name: "확인이 필요한 문장" })).toHaveTextContent("출처에 없는 수: 15일");
  expect(screen.queryByRole("region", { name: "모델에 보낸 내용" })).toBeNull();
});

it("says why there is nothing to see", () => {
  const closed = { question: "", answer: "", hits: [], citations: [], sentences: [], has_text: false };
  show(<TraceView trace={trace({ ...closed, hidden: true })} />);
  expect(screen.getByRole("alert")).toHaveTextContent("볼 수 없는 문서");
  show(<TraceView trace={trace(closed)} />);
  expect(screen.getByText("질문과 답의 내용은 보관하지 않았습니다.")).toBeVisible();
});

it("cuts the time into steps that add up", () => {
  const streamed = stepsOf({ retrieve_us: 20, first_us: 50, whole_us: 90 });
  expect(streamed.map(({ name, us }) => [name, us])).toEqual([
    ["retrieve", 20],
    ["wait", 30],
    ["write", 40],
  ]);
  expect(stepsOf({ retrieve_us: 20, first_us: 0, whole_us: 90 }).map(({ name }) => name)).toEqual(["retrieve", "make"]);
  expect(stepsOf({ retrieve_us: 0, first_us: 0, whole_us: 0 })).toEqual([]);
});

it("lists traces with what came of them", () => {
  show(
    <TraceListView
      traces={[
        trace(),
        trace({ id: "trc_2" as TraceId, question: "", hidden: true, application: "leave", abstained: true }),
        trace({ id: "trc_3" as TraceId, question: "", outcome: "unavailable" }),
      ]}
    />,
  );
  expect(screen.getByRole("columnheader", { name: "걸린 시간" })).toBeVisible();
  const [, first, second, third] = screen.getAllByRole("row");
  expect(within(first as HTMLElement).getByRole("link")).toHaveAttribute("href", "/traces/trc_1");
  expect(second).toHaveTextContent("볼 수 없는 문서에 근거한 답변");
  expect(second).toHaveTextContent("onggi/leave");
  expect(third).toHaveTextContent("실패 (unavailable)");
  expect(first).toHaveTextContent("90ms");
});

it("asks again and tells what is different", async () => {
  const onReplay = vi.fn();
  show(<ReplayView replay={undefined} busy={false} error={undefined} onReplay={onReplay} />);
  await userEvent.click(screen.getByRole("button", { name: "다시 물어보기" }));
  expect(onReplay).toHaveBeenCalledOnce();
  const replay: TraceReplay = {
    trace_id: "trc_1",
    answer: anyAnswer({ answer: "20일입니다 [1].", model: "other" }),
    times: { retrieve_us: 1, first_us: 0, whole_us: 2 },
    difference: {
      same_answer: false,
      same_model: false,
      same_prompt: true,
      kept: 1,
      moved: 1,
      gained: [{ document: documentId("d2"), chunk_id: "c9" as TraceHit["chunk_id"], name: "새 규정.txt", title: "" }],
      lost: [],
    },
  };
  show(<ReplayView replay={replay} busy={false} error={undefined} onReplay={onReplay} />);
  expect(screen.getByText("답이 달라졌습니다")).toBeVisible();
  expect(screen.getByText("모델이 다릅니다: other")).toBeVisible();
  expect(within(screen.getByRole("list", { name: "새로 찾은 곳" })).getByText("새 규정.txt")).toBeVisible();
  expect(screen.queryByText(/프롬프트가 다릅니다/)).toBeNull();
});
