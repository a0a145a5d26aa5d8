import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { ApiError, type GuardRule, type GuardVersion } from "@/api";
import { show } from "../../../test/show";
import { OwnRulesView } from "./OwnRulesView";
import { type Change, type DraftRule, newRule } from "./policy";
import { MeanwhileView, SaveView } from "./SaveView";
import { ShippedView } from "./ShippedView";
import { TriedView } from "./TryView";
import { VersionsView } from "./VersionsView";

const shipped = [
  { id: "injection.override", name: "앞선 지시", name_en: "Earlier", at: ["question", "document"], deed: "refuse" },
  { id: "leak.prompt", name: "노출 요구", name_en: "Leak", at: ["question"], deed: "refuse" },
].map((rule) => ({ patterns: [], unless: [], ...rule }) as GuardRule);
const changes: Change[] = [{ kind: "own_added", id: "topic.합병", name: "합병" }];

it("shows shipped rules by kind, and which do otherwise than shipped", async () => {
  const onDeed = vi.fn();
  show(<ShippedView rules={shipped} draft={{ deeds: { "leak.prompt": "off" } }} onDeed={onDeed} />);
  const leak = screen.getByRole("region", { name: "시스템 지시 노출" });
  expect(within(leak).getByText("처음 설정: 거절")).toBeVisible();
  expect(within(screen.getByRole("region", { name: "지시 주입" })).queryByText(/처음 설정/)).toBeNull();
  await userEvent.click(screen.getByRole("combobox", { name: "‘앞선 지시’ 규칙이 하는 일" }));
  await userEvent.click(screen.getByRole("option", { name: "표시만" }));
  expect(onDeed).toHaveBeenCalledWith(shipped[0], "flag");
});

function Own({ onRemove, refused }: { onRemove: (rule: DraftRule) => void; refused?: { key: string; words: string } }) {
  const [rules, setRules] = useState<readonly DraftRule[]>([]);
  return (
    <OwnRulesView
      rules={rules}
      refused={refused}
      onAdd={() => {
        setRules([...rules, newRule("new")]);
        return "new";
      }}
      onChange={(rule) => setRules(rules.map((one) => (one.key === rule.key ? rule : one)))}
      onRemove={onRemove}
    />
  );
}

it("opens a new rule at its name, and says at the field what is wrong", async () => {
  const onRemove = vi.fn();
  show(<Own onRemove={onRemove} refused={{ key: "new", words: "읽을 수 없습니다" }} />);
  expect(screen.getByText("아직 회사 규칙이 없습니다.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "규칙 추가" }));
  expect(screen.getByRole("textbox", { name: "이름" })).toHaveFocus();
  expect(screen.queryByText("이름을 적어 주십시오.")).toBeNull();
  await userEvent.keyboard("합병");
  const patterns = screen.getByRole("textbox", { name: /찾을 말/ });
  await userEvent.type(patterns, "합병 &");
  expect(patterns).toBeInvalid();
  expect(screen.getByText(/양쪽에 말이 있어야 합니다/)).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent("읽을 수 없습니다");
  await userEvent.click(screen.getByRole("button", { name: "‘합병’ 접기" }));
  expect(screen.queryByRole("textbox", { name: "이름" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "‘합병’ 삭제" }));
  expect(onRemove).toHaveBeenCalledWith(expect.objectContaining({ key: "new", name: "합병" }));
});

it("marks what is met, says how it was hidden, what follows, and how the text goes on", () => {
  const decision = { rule: "r", name: "앞선 지시", name_en: "Earlier", place: "question", deed: "refuse" } as const;
  const found = { text: "무시하라. [휴대전화번호]", decisions: [{ ...decision, hidden: "hex", start: 0, end: 5 }] };
  const tried = { of: "무시하라. 010-1234-5678", place: "question" as const, found };
  const { container, unmount } = show(<TriedView tried={tried} refusal="홍보실로" />);
  expect(container.querySelector("mark")).toHaveTextContent("무시하라.");
  expect(screen.getByText("이 질문은 거절됩니다.")).toBeVisible();
  expect(screen.getByText("홍보실로")).toBeVisible();
  expect(screen.getByText("16진수로 감춘 글")).toBeVisible();
  expect(screen.getByText("무시하라. [휴대전화번호]")).toBeVisible();
  unmount();
  const flagged = { ...found, text: tried.of, decisions: [{ ...decision, deed: "flag" as const, start: 0, end: 5 }] };
  const second = show(<TriedView tried={{ ...tried, found: flagged }} refusal="홍보실로" />);
  expect(screen.getByText(/표시만 하고 그대로/)).toBeVisible();
  expect(screen.queryByText("홍보실로")).toBeNull();
  second.unmount();
  show(<TriedView tried={{ ...tried, found: { text: tried.of, decisions: [] } }} refusal="" />);
  expect(screen.getByText(/걸리는 규칙이 없습니다/)).toBeVisible();
});

it("saves with a reason alone, stays open when that failed, and discards after asking", async () => {
  const onSave = vi.fn(async () => Promise.reject(new Error("no")));
  const onDiscard = vi.fn();
  const error = new ApiError("conflict", "", "changed_meanwhile");
  const bar = (blocked: string | undefined) => (
    <SaveView changes={changes} blocked={blocked} busy={false} error={error} onSave={onSave} onDiscard={onDiscard} />
  );
  const { unmount } = show(bar(undefined));
  await userEvent.click(screen.getByRole("button", { name: "저장" }));
  const dialog = await screen.findByRole("dialog", { name: "답변 규칙 저장" });
  expect(within(dialog).getByRole("button", { name: "저장" })).toBeDisabled();
  expect(within(dialog).getByText("‘합병’ 규칙 추가")).toBeVisible();
  await userEvent.type(within(dialog).getByRole("textbox", { name: /왜 바꾸는지/ }), " 발표 전 ");
  await userEvent.click(within(dialog).getByRole("button", { name: "저장" }));
  expect(onSave).toHaveBeenCalledWith("발표 전");
  expect(within(dialog).getByRole("alert")).toHaveTextContent("다른 사람이 바꾸었습니다");
  await userEvent.click(within(dialog).getByRole("button", { name: "취소" }));
  await userEvent.click(screen.getByRole("button", { name: "변경 버리기" }));
  const sure = await screen.findByRole("dialog", { name: "변경을 버릴까요?" });
  await userEvent.click(within(sure).getByRole("button", { name: "변경 버리기" }));
  expect(onDiscard).toHaveBeenCalledOnce();
  unmount();
  show(bar("다 적지 않은 곳이 있습니다"));
  expect(screen.getByRole("button", { name: "저장" })).toBeDisabled();
});

it("tells what others changed, and offers both ways on", async () => {
  const onLoad = vi.fn();
  const onGoOn = vi.fn();
  show(<MeanwhileView changes={[{ kind: "mask_answer", on: true }]} onLoad={onLoad} onGoOn={onGoOn} />);
  expect(screen.getByRole("alert")).toHaveTextContent("답변에서 개인정보 가리기 켬");
  await userEvent.click(screen.getByRole("button", { name: /지금 규칙 불러오기/ }));
  await userEvent.click(screen.getByRole("button", { name: "내 변경 이어서 고치기" }));
  expect(onLoad).toHaveBeenCalledOnce();
  expect(onGoOn).toHaveBeenCalledOnce();
});

it("leads from a version back to it, and from the first to what was shipped", async () => {
  const version = (number: number, message: string): GuardVersion => ({
    number,
    by: "kim",
    time_ms: 1,
    message,
    policy: { refusal: String(number) },
  });
  const onRestore = vi.fn();
  const compare = vi.fn(() => changes);
  show(
    <VersionsView versions={[version(2, "둘째"), version(1, "")]} inUse={2} compare={compare} onRestore={onRestore} />,
  );
  expect(screen.getByText("까닭을 적지 않음")).toBeVisible();
  expect(screen.queryByRole("button", { name: "2판으로 되돌리기" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "1판을 지금과 비교" }));
  expect(compare).toHaveBeenCalledWith({ refusal: "1" });
  expect(screen.getByText("‘합병’ 규칙 추가")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "1판으로 되돌리기" }));
  await userEvent.click(screen.getByRole("button", { name: "처음 설정으로 되돌리기" }));
  expect(onRestore.mock.calls).toEqual([
    [{ refusal: "1" }, "1판"],
    [{}, "처음 설정"],
  ]);
});
