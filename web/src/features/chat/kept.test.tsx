import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Answer, ConversationId, KeptExchange, ListedConversation } from "@/api";
import { anyAnswer } from "../../../test/any";
import { show } from "../../../test/show";
import { byAge } from "./ages";
import { Asking, type AskKept, chosenIn, keptOf } from "./asking";
import { ConversationListView } from "./ConversationListView";
import { RatingView } from "./RatingView";
import { ThreadView } from "./ThreadView";
import { shownOf, type Thread, threadsOf } from "./threads";

const id = "cnv_1" as ConversationId;
const kept = (number: number, change: Partial<KeptExchange> = {}): KeptExchange => ({
  number,
  first_number: number,
  replaced_by: 0,
  state: "done",
  question: "기간은?",
  text: `답 ${number}`,
  answer: anyAnswer(),
  model: "m",
  hidden: false,
  rating: 0,
  reasons: [],
  note: "",
  time_ms: 0,
  ...change,
});
const listed = (change: Partial<ListedConversation> = {}): ListedConversation => ({
  id,
  title: "계약 기간",
  own: true,
  owner: "kim",
  shared_with: [],
  created_ms: 0,
  updated_ms: 0,
  ...change,
});

/** Answers that the test ends itself. */
function scripted() {
  const calls: {
    request: Parameters<AskKept>[0];
    say: (text: string) => void;
    note: (number: number) => void;
    end: (answer: Answer) => void;
    fail: (error: unknown) => void;
  }[] = [];
  const ask: AskKept = (request, say, signal, note) =>
    new Promise((end, fail) => {
      signal.addEventListener("abort", () => fail(new DOMException("", "AbortError")));
      calls.push({ request, say, note, end, fail });
    });
  return { ask, calls };
}

describe("Asking", () => {
  it("asks in the conversation and makes way for what the server keeps", async () => {
    const { ask, calls } = scripted();
    const server: KeptExchange[] = [];
    const asking = new Asking(ask, async () => server);
    const sent = asking.send({ conversation: id, question: "기간은?", after: 0 });
    expect(calls[0]?.request).toEqual({ conversation_id: id, question: "기간은?" });
    calls[0]?.note(1);
    calls[0]?.say("2년");
    expect(asking.snapshot().pending).toMatchObject([{ number: 1, text: "2년", state: "asking" }]);
    server.push(kept(1));
    calls[0]?.end(anyAnswer({ exchange: 1 }));
    await sent;
    expect(asking.snapshot().pending).toEqual([]);
    expect(asking.isBusy(id)).toBe(false);
  });
  it("stops: what came stays until the server says that it ended, too", async () => {
    const { ask, calls } = scripted();
    const server = [kept(1, { state: "asking" })];
    const asking = new Asking(ask, async () => server);
    const sent = asking.send({ conversation: id, question: "기간은?", after: 0 });
    calls[0]?.note(1);
    calls[0]?.say("2");
    asking.stop(id);
    await sent;
    expect(asking.snapshot().pending).toMatchObject([{ state: "stopped", text: "2" }]);
    server[0] = kept(1, { state: "stopped", text: "2" });
    await asking.takeOver(id);
    expect(asking.snapshot().pending).toEqual([]);
  });
  it("keeps what never reached the server, until the next question", async () => {
    const { ask, calls } = scripted();
    const asking = new Asking(ask, async () => []);
    const sent = asking.send({ conversation: id, question: "기간은?", after: 0 });
    calls[0]?.fail(new Error("offline"));
    await sent;
    expect(asking.snapshot().pending).toMatchObject([{ state: "failed" }]);
    void asking.send({ conversation: id, question: "연장은?", after: 0 });
    expect(asking.snapshot().pending).toMatchObject([{ question: "연장은?", state: "asking" }]);
  });
  it("asks a second model the same, as soon as the first question is known", async () => {
    const { ask, calls } = scripted();
    const asking = new Asking(ask, async () => []);
    asking.setModel("left");
    asking.setBeside("right");
    void asking.send({ conversation: id, question: "기간은?", after: 0 });
    expect(calls).toHaveLength(1);
    calls[0]?.note(4);
    calls[0]?.note(4);
    expect(calls.map(({ request }) => request)).toEqual([
      { conversation_id: id, question: "기간은?", model: "left" },
      { conversation_id: id, regenerate: 4, model: "right" },
    ]);
    expect(asking.snapshot().compared).toEqual([{ conversation: id, first: 4 }]);
    calls[1]?.note(5);
    expect([4, 5, 6].map(chosenIn(asking.snapshot().chosen, id))).toEqual(["left", "right", undefined]);
    asking.settle(id, 4);
    expect(asking.snapshot().compared).toEqual([]);
  });
  it("leaves nothing behind when the person leaves", () => {
    const { ask } = scripted();
    const asking = new Asking(ask, async () => []);
    void asking.send({ conversation: id, question: "기간은?", after: 0 });
    asking.clear();
    expect(asking.snapshot().pending).toEqual([]);
  });
});

describe("threads", () => {
  it("put all answers to one question together, what is being asked in its place", () => {
    const pending = {
      key: 1,
      conversation: id,
      again: 1,
      number: 4,
      after: 3,
      question: "기간은?",
      chosen: "",
      text: "새",
      state: "asking" as const,
    };
    const exchanges = [kept(1), kept(2), kept(3, { first_number: 1 }), kept(4, { first_number: 1, state: "asking" })];
    const threads = threadsOf(exchanges, [pending]);
    expect(threads.map(({ first, versions }) => [first, versions.map(({ text }) => text)])).toEqual([
      [1, ["답 1", "답 3", "새"]],
      [2, ["답 2"]],
    ]);
    expect(shownOf(threads[0] as Thread)).toBe(2);
    expect(keptOf({ ...pending, number: undefined }, exchanges)?.number).toBe(4);
  });
  it("show the answer that counts", () => {
    const [thread] = threadsOf([kept(1), kept(2, { first_number: 1, replaced_by: 1 })], []);
    expect(shownOf(thread as Thread)).toBe(0);
  });
});

describe("ThreadView", () => {
  const doings = () => ({
    busy: false,
    choices: [
      ...["a", "b"].map((value) => ({ value, label: value, isApplication: false })),
      ...["휴가", "여비"].map((label) => ({ value: `onggi/${label}`, label, isApplication: true })),
    ],
    usual: "a",
    onAgain: vi.fn(),
    onRate: vi.fn(),
    onContinue: vi.fn(),
  });
  const view = (thread: Thread, own: ReturnType<typeof doings> | undefined, compared = false) =>
    show(
      <ThreadView thread={thread} compared={compared} onOpen={vi.fn()} notice={() => null} {...(own ? { own } : {})} />,
    );
  const two = threadsOf([kept(1, { replaced_by: 2 }), kept(2, { first_number: 1 })], [])[0] as Thread;
  it("turns to another answer and goes on with it", async () => {
    const own = doings();
    view(two, own);
    expect(screen.getByText("답 2")).toBeVisible();
    expect(screen.queryByRole("button", { name: "이 답으로 이어가기" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "이전 답변" }));
    expect(screen.getByText("답 1")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "이 답으로 이어가기" }));
    expect(own.onContinue).toHaveBeenCalledWith(1);
  });
  it("answers again with a model of choice", async () => {
    const own = doings();
    view(two, own);
    await userEvent.click(screen.getByRole("button", { name: "다시 답하기" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "b" }));
    expect(own.onAgain).toHaveBeenCalledWith(expect.objectContaining({ number: 2 }), "b");
  });
  it("sets two answers side by side; either can be chosen", async () => {
    const own = doings();
    view(two, own, true);
    const both = screen.getByRole("region", { name: "두 답변 비교" });
    expect(within(both).getAllByRole("article")).toHaveLength(2);
    await userEvent.click(within(both).getAllByRole("button", { name: "이 답으로 이어가기" })[1] as HTMLElement);
    expect(own.onContinue).toHaveBeenCalledWith(2);
  });
  const asked: Record<number, string> = { 1: "onggi/휴가", 2: "onggi/여비" };
  const compared = (exchanges: KeptExchange[]) => threadsOf(exchanges, [], (number) => asked[number])[0] as Thread;
  it("names what is compared as it was chosen, with the model that wrote", () => {
    view(compared([kept(1, { replaced_by: 2 }), kept(2, { first_number: 1, model: "" })]), doings(), true);
    expect(screen.getByText("휴가 · m")).toBeVisible();
    expect(screen.getByText("여비")).toBeVisible();
  });
  it("names by the model what was asked of the usual one, or of nobody who is still there", () => {
    const own = { ...doings(), usual: "b" };
    const thread = threadsOf(
      [kept(1, { model: "" }), kept(2, { first_number: 1, model: "" })],
      [],
      (number) => ({ 1: "", 2: "onggi/gone" })[number],
    )[0] as Thread;
    view(thread, own, true);
    expect(screen.getByText("b")).toBeVisible();
    expect(screen.getByText("onggi/gone")).toBeVisible();
  });
  it("asks the one that failed again, beside the other's answer", async () => {
    const own = doings();
    const error = { code: "unavailable", reason: "" } as KeptExchange["error"];
    const failed = kept(2, { first_number: 1, state: "failed", text: "", error, answer: undefined as never });
    const { unmount } = view(compared([kept(1), failed]), own, true);
    await userEvent.click(screen.getByRole("button", { name: "다시 시도" }));
    expect(own.onAgain).toHaveBeenCalledWith(expect.objectContaining({ number: 2 }), "onggi/여비");
    unmount();
    asked[3] = "onggi/여비";
    view(compared([kept(1), failed, kept(3, { first_number: 1 })]), own, true);
    expect(screen.getByText("답 1")).toBeVisible();
    expect(screen.getByText("답 3")).toBeVisible();
  });
  it("shows who may not see the sources that there is an answer, and nothing of it", () => {
    view(threadsOf([kept(1, { hidden: true, text: "", answer: undefined as never })], [])[0] as Thread, undefined);
    expect(screen.getByText("볼 수 없는 문서를 근거로 한 답변입니다.")).toBeVisible();
    expect(screen.queryByRole("button")).toBeNull();
  });
  it("offers nothing but reading and copying to whom it is shared with", () => {
    view(threadsOf([kept(1)], [])[0] as Thread, undefined);
    expect(screen.getByRole("button", { name: "답변 복사" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "아쉬운 답변" })).toBeNull();
    expect(screen.queryByRole("button", { name: "다시 답하기" })).toBeNull();
  });
});

describe("RatingView", () => {
  it("asks why an answer was bad", async () => {
    const onRate = vi.fn();
    show(<RatingView rating={0} reasons={[]} note="" onRate={onRate} />);
    await userEvent.click(screen.getByRole("button", { name: "아쉬운 답변" }));
    await userEvent.click(await screen.findByRole("checkbox", { name: "근거가 맞지 않음" }));
    await userEvent.type(screen.getByRole("textbox", { name: "덧붙일 말" }), " 다른 규정 ");
    await userEvent.click(screen.getByRole("button", { name: "평가 남기기" }));
    expect(onRate).toHaveBeenCalledWith({ rating: -1, reasons: ["unfounded"], note: "다른 규정" });
  });
  it("takes a good word back by the same button", async () => {
    const onRate = vi.fn();
    show(<RatingView rating={1} reasons={[]} note="" onRate={onRate} />);
    expect(screen.getByText("좋은 답변으로 평가하셨습니다.")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "좋은 답변", pressed: true }));
    expect(onRate).toHaveBeenCalledWith({ rating: 0 });
  });
});

describe("ConversationListView", () => {
  const now = new Date(2026, 10, 23, 9).getTime();
  const day = 24 * 60 * 60 * 1000;
  const nothing = { onWords: vi.fn(), onNew: vi.fn(), onRename: vi.fn(), onShare: vi.fn(), onRemove: vi.fn() };
  it("is parted by day, what others shared for itself", () => {
    const all = [
      listed({ updated_ms: now - 1 }),
      listed({ updated_ms: now - 10 * 60 * 60 * 1000 }),
      listed({ updated_ms: now - 6 * day }),
      listed({ updated_ms: now - 8 * day }),
      listed({ updated_ms: now, own: false }),
    ];
    expect(byAge(all, now).map((one) => [one.age, one.all.length])).toEqual([
      ["today", 1],
      ["week", 2],
      ["earlier", 1],
      ["shared", 1],
    ]);
  });
  it("leads to each, says whose it is, and offers nothing for others' own", () => {
    const all = [listed({ updated_ms: now }), listed({ id: "cnv_2" as ConversationId, own: false, title: "여비" })];
    show(<ConversationListView {...nothing} conversations={all} current={id} words="" found={undefined} now={now} />);
    expect(screen.getByRole("link", { name: "계약 기간" })).toHaveAttribute("href", "/chat/cnv_1");
    expect(screen.getByRole("link", { name: "계약 기간" })).toHaveAttribute("aria-current", "page");
    const shared = screen.getByRole("region", { name: "공유받은 대화" });
    expect(shared).toHaveTextContent("kim 님이 공유");
    expect(within(shared).queryByRole("button")).toBeNull();
  });
  it("shows what was found, and says when nothing was", () => {
    const view = (found: ListedConversation[]) => (
      <ConversationListView
        {...nothing}
        conversations={[]}
        current={undefined}
        words="x"
        found={{ state: "ready", data: found }}
        now={now}
      />
    );
    const { unmount } = show(view([listed({ question: "연장은 되나요?" })]));
    expect(screen.getByRole("region", { name: "찾은 대화" })).toHaveTextContent("연장은 되나요?");
    unmount();
    show(view([]));
    expect(screen.getByText("그런 대화를 찾지 못했습니다.")).toBeVisible();
  });
});
