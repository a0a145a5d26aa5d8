import { act, renderHook, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import type { PromptFinding, PromptInput, PromptListItem, PromptOutcome, PromptTrial, PromptVersion } from "@/api";
import { show } from "../../../test/show";
import { ComparisonView } from "./ComparisonView";
import { FindingsView } from "./FindingsView";
import { InputsView } from "./InputsView";
import { OutcomesView } from "./OutcomesView";
import { PromptListView } from "./PromptListView";
import { useWording } from "./useWording";
import { VersionsView } from "./VersionsView";
import { WordingView } from "./WordingView";
import { placesOf, withProposal } from "./wording";

const both = (ko: string, en: string) => ({ ko, en });
const variables = [
  { name: "text", kind: "material" as const, required: true, about: both("글", "The text") },
  { name: "voice", kind: "setting" as const, required: false, about: both("말투", "Voice") },
];
const version = (number: number, change: Partial<PromptVersion> = {}): PromptVersion => ({
  number,
  reference: `faq@${number}`,
  texts: { system: `${number}`, user: "{{text}}" },
  message: `까닭 ${number}`,
  by: "kim",
  time_ms: 1,
  shipped_hash: "a",
  approvals: [],
  ...change,
});

it("lists what is in use and what stands out", async () => {
  const prompt: PromptListItem = {
    id: "faq",
    name: both("자주 묻는 질문", "FAQ"),
    about: both("질문을 만듭니다.", "Makes questions."),
    form: "json",
    variables,
    reasons: [],
    newest: 2,
    in_use: 2,
    labels: { latest: 2 },
    shipped_changed: true,
    shipped_hash: "a",
    findings: 3,
  };
  const onOpen = vi.fn();
  const { unmount } = show(<PromptListView prompts={[prompt]} onOpen={onOpen} />);
  expect(screen.getByText("살펴볼 점 3개")).toBeVisible();
  expect(screen.getByText("기본 문구 바뀜")).toBeVisible();
  expect(screen.getByText("2판")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: /자주 묻는 질문/ }));
  expect(onOpen).toHaveBeenCalledWith("faq");
  unmount();
  show(<PromptListView prompts={[]} onOpen={onOpen} />);
  expect(screen.getByRole("status")).toHaveTextContent("프롬프트가 없습니다.");
});

it("finds places, and puts a proposal where it belongs", () => {
  expect(placesOf("가 {{ text }} 나 {{voice}}")).toEqual([
    { name: "text", start: 2, end: 12 },
    { name: "voice", start: 15, end: 24 },
  ]);
  const texts = { system: "가나", user: "다" };
  expect(withProposal(texts, { part: "system", start: 1, end: 2, text: "라" })).toEqual({ system: "가라", user: "다" });
});

function Wording() {
  const [texts, setTexts] = useState({ system: "규칙", user: "앞 {{text}} 뒤" });
  return <WordingView texts={texts} variables={variables} onChange={setTexts} />;
}

it("puts a variable in where the cursor stands", async () => {
  show(<Wording />);
  const system = screen.getByRole("textbox", { name: "시스템 글" });
  await userEvent.type(system, "{End}");
  expect(screen.queryByRole("button", { name: "변수 text 넣기" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "변수 voice 넣기" }));
  expect(system).toHaveValue("규칙{{voice}}");
  expect(screen.queryByRole("button", { name: "변수 voice 넣기" })).toBeNull();
});

it("offers what to do about a weak point, unless the text has changed since", async () => {
  const finding: PromptFinding = {
    check: "order",
    fault: true,
    part: "user",
    start: 0,
    end: 1,
    text: both("할 일이 없습니다.", "Nothing is asked."),
    proposal: { part: "user", start: 3, end: 3, text: "\n쓰십시오." },
  };
  const onTake = vi.fn();
  const first = show(<FindingsView findings={[finding]} stale={false} onTake={onTake} />);
  expect(screen.getByText("저장할 수 없음")).toBeVisible();
  expect(screen.getByText("쓰십시오.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: /제안 넣기/ }));
  expect(onTake).toHaveBeenCalledWith(finding.proposal);
  first.unmount();
  const second = show(<FindingsView findings={[finding]} stale onTake={onTake} />);
  expect(screen.getByRole("button", { name: /제안 넣기/ })).toBeDisabled();
  second.unmount();
  show(<FindingsView findings={[]} stale={false} onTake={onTake} />);
  expect(screen.getByText("살펴볼 점이 없습니다.")).toBeVisible();
});

it("lets nobody approve or use what still waits for somebody else", async () => {
  const deeds = { onLoad: vi.fn(), onCompare: vi.fn(), onUse: vi.fn(), onLabel: vi.fn(), onApprove: vi.fn() };
  const approved = version(1, { by: "lee", approvals: [{ by: "park", message: "좋음", time_ms: 1 }] });
  show(
    <VersionsView
      versions={[version(3), version(2, { by: "lee", message: "" }), approved, version(0)]}
      prompt={{ labels: { latest: 3, 시험: 2 }, in_use: 0, needs_approval: true }}
      login="kim"
      busy={false}
      {...deeds}
    />,
  );
  expect(screen.queryByRole("button", { name: "3판 승인" })).toBeNull();
  expect(screen.getByRole("button", { name: "3판 적용" })).toBeDisabled();
  await userEvent.click(screen.getByRole("button", { name: "2판 승인" }));
  expect(deeds.onApprove).toHaveBeenCalledWith(2);
  expect(screen.getByText("시험")).toBeVisible();
  expect(screen.getByText("까닭을 적지 않음")).toBeVisible();
  expect(screen.getByText("park 님이 승인함: 좋음")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "1판 적용" }));
  expect(deeds.onUse).toHaveBeenCalledWith(1);
  expect(screen.queryByRole("button", { name: "기본 문구 적용" })).toBeNull();
});

it("marks what is otherwise in a line", () => {
  const line = (change: "same" | "gone" | "come", text: string, words: [number, number][] = []) => ({
    change,
    text,
    words,
  });
  const comparison = {
    from: 0,
    to: 1,
    system: [line("same", "가"), line("gone", "나 다", [[2, 3]]), line("come", "나 라", [[2, 3]])],
    user: [line("same", "마")],
  };
  const { container, unmount } = show(<ComparisonView comparison={comparison} />);
  expect([...container.querySelectorAll("mark")].map((one) => one.textContent)).toEqual(["다", "라"]);
  expect(screen.queryByRole("list", { name: "사용자 글" })).toBeNull();
  expect(within(screen.getByRole("list", { name: "시스템 글" })).getByText("빠진 줄:")).toBeInTheDocument();
  unmount();
  show(<ComparisonView comparison={{ ...comparison, system: [] }} />);
  expect(screen.getByText("두 판이 같습니다.")).toBeVisible();
});

it("holds what is edited when somebody else saves", () => {
  const { result, rerender } = renderHook(({ newest }) => useWording(newest), { initialProps: { newest: version(1) } });
  rerender({ newest: version(2) });
  expect(result.current.texts.system).toBe("2");
  act(() => result.current.change({ system: "내 것", user: "{{text}}" }));
  rerender({ newest: version(3) });
  expect(result.current.meanwhile).toBe(true);
  expect(result.current.texts.system).toBe("내 것");
  act(() => result.current.goOn());
  expect(result.current.newest).toBe(3);
  expect(result.current.meanwhile).toBe(false);
  expect(result.current.changed).toBe(true);
});

function Inputs({ onChange }: { onChange: (inputs: PromptInput[]) => void }) {
  const [inputs, setInputs] = useState<PromptInput[]>([]);
  const change = (next: PromptInput[]) => {
    setInputs(next);
    onChange(next);
  };
  return <InputsView inputs={inputs} variables={variables} onChange={change} />;
}

it("takes values and what is expected", async () => {
  const onChange = vi.fn();
  show(<Inputs onChange={onChange} />);
  await userEvent.click(screen.getByRole("button", { name: "입력 추가" }));
  await userEvent.type(screen.getByRole("textbox", { name: "text · 글" }), "본문");
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "기대하는 결과" }), "contains");
  await userEvent.type(screen.getByRole("textbox", { name: /기대하는 글/ }), "하나");
  expect(onChange).toHaveBeenLastCalledWith([
    { values: { text: "본문", voice: "" }, expected: { kind: "contains", texts: ["하나"] } },
  ]);
  await userEvent.click(screen.getByRole("button", { name: "입력 1 삭제" }));
  expect(onChange).toHaveBeenLastCalledWith([]);
});

const outcome = (change: Partial<PromptOutcome>): PromptOutcome => ({
  asked: { system: "규칙", user: "채운 글" },
  text: "",
  trouble: "",
  written: false,
  as_expected: null,
  is_json: null,
  characters: 0,
  korean: false,
  duration_ms: 0,
  ...change,
});
const means = { written: 1, as_expected: 0.5, is_json: null, characters: 12.4, korean: 1, duration_ms: 7 };

it("shows two outcomes side by side, or what would be asked where there is no model", () => {
  const trial: PromptTrial = {
    model: "m",
    complete: false,
    rows: [{ a: outcome({ written: true, text: "답", as_expected: true }), b: outcome({ trouble: "unavailable" }) }],
    means: { a: means, b: { ...means, as_expected: null } },
  };
  const { unmount } = show(<OutcomesView trial={trial} a={0} b={2} />);
  expect(within(screen.getByRole("article", { name: "기본 문구 · 입력 1" })).getByText("답")).toBeVisible();
  expect(
    within(screen.getByRole("article", { name: "2판 · 입력 1" })).getByText(/지금은 처리할 수 없습니다/),
  ).toBeVisible();
  expect(screen.getByText("50 %")).toBeVisible();
  expect(screen.getByText(/1개까지만/)).toBeVisible();
  unmount();
  show(
    <OutcomesView
      trial={{ ...trial, model: "", complete: true, rows: [{ a: outcome({}), b: outcome({}) }] }}
      a={0}
      b={2}
    />,
  );
  expect(screen.getByText(/언어 모델이 필요합니다/)).toBeVisible();
  expect(screen.getAllByText("채운 글")).toHaveLength(2);
  expect(screen.queryByRole("table")).toBeNull();
});
