import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { ApiError, type CompanyWords, type WordProposal, type WordProposals } from "@/api";
import { show } from "../../../test/show";
import { NewWordsView } from "./NewWordsView";
import { ProposalsView } from "./ProposalsView";
import { WordsView } from "./WordsView";

const kept: CompanyWords = {
  words: [
    { word: "새싹적금", parts: [], from_file: true, by: "", time_ms: 0 },
    { word: "온기뱅크", parts: ["온기", "뱅크"], from_file: false, by: "owner", time_ms: 1 },
  ],
  words_total: 2,
  groups: [{ id: "wgr_1", words: ["금감원", "금융감독원"], by: "owner", time_ms: 1 }],
  groups_total: 1,
  progress: { state: 3, following: false, documents: 2 },
};
const proposal = {
  id: "same:산은=한국산업은행",
  kind: "synonyms",
  words: ["산은", "한국산업은행"],
  documents: 3,
  document_id: "doc_1",
  document_name: "규정.hwpx",
  chunk_id: "chk_1",
  text: "한국산업은행(산은)의 대출",
} as WordProposal;
const found = (over: Partial<WordProposals>): WordProposals => ({
  proposals: [proposal],
  documents_read: 3,
  documents: 3,
  ...over,
});
const nothing = () => undefined;

it("lists words and groups, and lets alone what stands in the file", async () => {
  const onRemove = vi.fn();
  const onAlone = vi.fn();
  show(<WordsView data={kept} narrowed={false} busy={false} onRemove={onRemove} onAlone={onAlone} />);
  expect(screen.getByRole("status")).toHaveTextContent("문서 2건을 다시 분석했습니다");
  expect(screen.queryByRole("button", { name: "‘새싹적금’ 삭제" })).toBeNull();
  expect(screen.getByText("설정 파일")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "‘온기뱅크’ 삭제" }));
  expect(onRemove).toHaveBeenCalledWith("온기뱅크");
  await userEvent.click(screen.getByRole("button", { name: "‘금감원’을(를) 묶음에서 빼기" }));
  expect(onAlone).toHaveBeenCalledWith("금감원");
});

it("says when there is nothing, when more is there, and when documents follow", () => {
  const empty = { ...kept, words: [], words_total: 0, groups: [], groups_total: 0 };
  const { unmount } = show(
    <WordsView data={empty} narrowed={false} busy={false} onRemove={nothing} onAlone={nothing} />,
  );
  expect(screen.getByText("아직 회사 낱말이 없습니다")).toBeVisible();
  unmount();
  const many = { ...kept, words_total: 900, progress: { state: 4, following: true, documents: 0 } };
  show(<WordsView data={many} narrowed busy={false} onRemove={nothing} onAlone={nothing} />);
  expect(screen.getByText(/900개 가운데 2개/)).toBeVisible();
  expect(screen.getByRole("status")).toHaveTextContent("다시 분석하고 있습니다");
});

it("adds a word with its parts, and groups what commas separate", async () => {
  const onAdd = vi.fn(async () => undefined);
  const onSame = vi.fn(async () => undefined);
  show(<NewWordsView busy={false} onAdd={onAdd} onSame={onSame} />);
  const group = screen.getByRole("button", { name: "같은 말로 묶기" });
  expect(group).toBeDisabled();
  await userEvent.type(screen.getByRole("textbox", { name: "낱말" }), "온기뱅크");
  await userEvent.type(screen.getByRole("textbox", { name: "구성 (선택)" }), "온기  뱅크{Enter}");
  expect(onAdd).toHaveBeenCalledWith("온기뱅크", ["온기", "뱅크"]);
  await userEvent.type(screen.getByRole("textbox", { name: /같은 뜻으로/ }), "금감원, 금융감독원");
  await userEvent.click(group);
  expect(onSame).toHaveBeenCalledWith(["금감원", "금융감독원"]);
});

const proposals = (load: Parameters<typeof ProposalsView>[0]["load"], more = {}) => (
  <ProposalsView
    load={load}
    settled={[]}
    busy={false}
    error={null}
    onAsk={nothing}
    onAgain={nothing}
    onAccept={nothing}
    onDismiss={nothing}
    {...more}
  />
);

it("decides about proposals by button and by key", async () => {
  const onAccept = vi.fn();
  const onDismiss = vi.fn();
  show(proposals({ state: "ready", data: found({}) }, { onAccept, onDismiss }));
  const accept = screen.getByRole("button", { name: "산은 = 한국산업은행 받아들이기" });
  await userEvent.click(accept);
  expect(onAccept).toHaveBeenCalledWith(proposal);
  fireEvent.keyDown(accept, { code: "KeyD" });
  expect(onDismiss).toHaveBeenCalledWith(proposal);
});

it("asks first, and says what was not read, what is settled and what failed", async () => {
  const onAsk = vi.fn();
  const { unmount } = show(proposals(null, { onAsk }));
  await userEvent.click(screen.getByRole("button", { name: "문서에서 찾기" }));
  expect(onAsk).toHaveBeenCalled();
  unmount();
  const partial = show(proposals({ state: "ready", data: found({ documents: 90 }) }, { settled: [proposal.id] }));
  expect(screen.getByText(/90건 가운데 3건만/)).toBeVisible();
  expect(screen.getByText("제안할 낱말이 없습니다.")).toBeVisible();
  partial.unmount();
  const error = new ApiError("unavailable", "busy");
  show(proposals({ state: "failed", error, retry: nothing }));
  expect(screen.getByRole("alert")).toBeVisible();
});
