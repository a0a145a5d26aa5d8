import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError, type Cell, type Correction, type CorrectionId, type NewCorrection, type Table } from "@/api";
import { anyContent, anyElement, documentId, elementId } from "../../../../test/any";
import { show } from "../../../../test/show";
import { CorrectView, elementAbove } from "./CorrectView";
import { DrawLayer } from "./DrawLayer";
import { doubtsOf } from "./doubts";
import {
  addColumn,
  addRow,
  cellAt,
  emptyTable,
  joinCell,
  partCell,
  removeColumn,
  removeRow,
  toggleHeader,
} from "./grid";
import { HistoryView } from "./HistoryView";
import type { Desk } from "./useCorrections";
import { byElement, doubtful, mergeNext, moveBy, splitText } from "./wishes";

const table: Table = {
  rows: 2,
  columns: 2,
  cells: [
    { row: 0, column: 0, row_span: 1, column_span: 1, header: true, text: "구분" },
    { row: 0, column: 1, row_span: 1, column_span: 1, header: true, text: "한도" },
    { row: 1, column: 0, row_span: 1, column_span: 1, header: false, text: "숙박" },
    { row: 1, column: 1, row_span: 1, column_span: 1, header: false, text: "8l,000원" },
  ],
};
const content = anyContent([
  anyElement({ text: "연차는 l5일이다." }),
  anyElement({ id: elementId("e2"), text: "신청은 사흘 전까지 한다." }),
  anyElement({ id: elementId("e3"), kind: "table", text: "", table }),
]);

const anyCorrection = (change: Partial<Correction> = {}): Correction => ({
  id: "cor_1" as CorrectionId,
  element: elementId("e1"),
  operation: "set_text",
  before: { text: "연차는 l5일이다." },
  after: { text: "연차는 15일이다." },
  kind: "paragraph",
  places: [],
  author: "kim",
  time_ms: 1_700_000_000_000,
  reason: "misread",
  made: [],
  withdrawn_by: "",
  withdrawn_ms: 0,
  conflict: null,
  ...change,
});
const anyDesk = (change: Partial<Desk> = {}): Desk => ({
  pending: 0,
  isSaved: false,
  error: undefined,
  dismissError: vi.fn(),
  reason: "misread",
  setReason: vi.fn(),
  correct: vi.fn(async () => anyCorrection()),
  withdraw: vi.fn(async () => undefined),
  restore: vi.fn(async () => undefined),
  again: vi.fn(async () => undefined),
  undo: vi.fn(),
  redo: vi.fn(),
  canUndo: true,
  canRedo: true,
  ...change,
});

function view(desk = anyDesk(), corrections: Correction[] = [], shown = content) {
  show(
    <CorrectView
      id={documentId("d1")}
      content={shown}
      list={{ may_correct: true, corrections }}
      desk={desk}
      layout="elements"
    />,
  );
  const pane = screen.getByRole("region", { name: "고칠 내용" });
  pane.focus();
  return { desk, pane };
}
const press = (pane: HTMLElement, code: string, more: Partial<KeyboardEvent> = {}) =>
  fireEvent.keyDown(pane, { code, key: code, ...more });
const wishOf = (desk: Desk) => vi.mocked(desk.correct).mock.calls.at(-1)?.[0] as NewCorrection;

describe("correcting by keyboard", () => {
  it("types a text anew by Enter and keeps it by Enter", async () => {
    const { desk, pane } = view();
    press(pane, "ArrowDown");
    press(pane, "Enter");
    const field = screen.getByRole("textbox", { name: "요소의 글" });
    fireEvent.change(field, { target: { value: "연차는 15일이다." } });
    fireEvent.keyDown(field, { key: "Enter" });
    expect(desk.correct).toHaveBeenCalledWith({
      operation: "set_text",
      element: "e1",
      before: { text: "연차는 l5일이다." },
      after: { text: "연차는 15일이다." },
    });
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "요소의 글" })).toBeNull());
  });
  it("gives up by Esc without a request", async () => {
    const { desk, pane } = view();
    press(pane, "ArrowDown");
    press(pane, "Enter");
    await userEvent.type(screen.getByRole("textbox", { name: "요소의 글" }), "더{Escape}");
    expect(screen.queryByRole("textbox", { name: "요소의 글" })).toBeNull();
    expect(desk.correct).not.toHaveBeenCalled();
  });
  it.each([
    ["Digit2", { kind: "heading", level: 2 }],
    ["KeyL", { kind: "list_item", level: 1 }],
    ["KeyH", { kind: "page_header", level: 0 }],
    ["KeyF", { kind: "page_footer", level: 0 }],
  ])("gives a kind by %s, also while a Korean input method is on", (code, after) => {
    const { desk, pane } = view();
    press(pane, "ArrowDown");
    press(pane, code, { key: "Process" });
    expect(wishOf(desk)).toEqual({ operation: "set_kind", element: "e1", after });
  });
  it("asks for nothing where the kind is the same", () => {
    const { desk, pane } = view();
    press(pane, "ArrowDown");
    press(pane, "KeyP");
    expect(desk.correct).not.toHaveBeenCalled();
  });
  it("moves, merges and removes", () => {
    const { desk, pane } = view();
    press(pane, "ArrowDown");
    press(pane, "ArrowDown", { altKey: true });
    expect(wishOf(desk)).toEqual({ operation: "move", element: "e1", after: { behind: "e2" } });
    press(pane, "KeyM");
    expect(wishOf(desk)).toEqual({ operation: "merge", element: "e1", after: { elements: ["e2"] } });
    press(pane, "Delete");
    expect(wishOf(desk)).toEqual({ operation: "remove", element: "e1" });
  });
  it("offers the same to fingers and mice", async () => {
    const { desk, pane } = view();
    press(pane, "ArrowDown");
    await userEvent.click(screen.getByRole("button", { name: "종류" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "머리말" }));
    expect(wishOf(desk)).toEqual({ operation: "set_kind", element: "e1", after: { kind: "page_header", level: 0 } });
    await userEvent.click(screen.getByRole("button", { name: "작업" }));
    expect(await screen.findByRole("menuitem", { name: "위로 옮기기" })).toBeDisabled();
    await userEvent.click(screen.getByRole("menuitem", { name: "다음 요소와 합치기" }));
    expect(wishOf(desk)).toEqual({ operation: "merge", element: "e1", after: { elements: ["e2"] } });
  });
  it("undoes and redoes", () => {
    const { desk, pane } = view();
    press(pane, "KeyZ", { ctrlKey: true });
    expect(desk.undo).toHaveBeenCalledOnce();
    press(pane, "KeyZ", { ctrlKey: true, shiftKey: true });
    expect(desk.redo).toHaveBeenCalledOnce();
  });
  it("mends a cell when it is left", async () => {
    const { desk, pane } = view();
    for (let i = 0; i < 3; i += 1) press(pane, "ArrowDown");
    press(pane, "Enter");
    const field = screen.getByRole("textbox", { name: "2행 2열" });
    fireEvent.change(field, { target: { value: "81,000원" } });
    fireEvent.blur(field);
    expect(wishOf(desk)).toEqual({
      operation: "set_cell",
      element: "e3",
      before: { row: 1, column: 1, text: "8l,000원" },
      after: { row: 1, column: 1, text: "81,000원" },
    });
  });
  it("adds an empty table behind the chosen element", async () => {
    const { desk, pane } = view();
    press(pane, "ArrowDown");
    press(pane, "KeyA");
    await userEvent.click(await screen.findByRole("button", { name: "추가" }));
    const { after, operation } = wishOf(desk);
    expect(operation).toBe("add");
    expect(after).toMatchObject({ kind: "table", behind: "e1" });
    expect(after?.table?.cells).toHaveLength(9);
  });
});

describe("the states of saving", () => {
  it("says that it saves", () => {
    view(anyDesk({ pending: 2 }));
    expect(screen.getByText("저장하는 중입니다…")).toBeVisible();
  });
  it("says that it saved", () => {
    view(anyDesk({ isSaved: true }));
    expect(screen.getByText(/^저장했습니다/)).toBeVisible();
  });
  it.each([
    [new ApiError("conflict", "", "changed"), /다른 사람이 바꾼 곳/],
    [new ApiError("not_allowed", "", "right_missing"), /권한이 없습니다/],
    [new ApiError("unreachable", ""), /서버에 연결되지 않습니다/],
  ])("says why it failed %#", (error, words) => {
    view(anyDesk({ error }));
    expect(screen.getByRole("alert")).toHaveTextContent(words);
  });
});

describe("conflicts", () => {
  const conflict = anyCorrection({ conflict: { reason: "element_missing", candidate: "e2" } });
  it("are listed with before, after, who, and are made again on the like element", async () => {
    const { desk } = view(anyDesk(), [conflict]);
    const list = screen.getByRole("region", { name: "맞지 않는 수정" });
    expect(list).toHaveTextContent("연차는 l5일이다.");
    expect(list).toHaveTextContent("kim 님이");
    await userEvent.click(within(list).getByRole("button", { name: "비슷한 요소에 적용" }));
    expect(desk.again).toHaveBeenCalledWith("cor_1", { element: "e2" });
  });
  it("are made again on the chosen element, or dismissed", async () => {
    const { desk, pane } = view(anyDesk(), [conflict]);
    expect(screen.getByRole("button", { name: "선택한 요소에 적용" })).toBeDisabled();
    press(pane, "ArrowDown");
    await userEvent.click(screen.getByRole("button", { name: "선택한 요소에 적용" }));
    expect(desk.again).toHaveBeenCalledWith("cor_1", { element: "e1" });
    await userEvent.click(screen.getByRole("button", { name: "무시" }));
    expect(desk.withdraw).toHaveBeenCalledWith("cor_1");
  });
});

describe("HistoryView", () => {
  const list = [anyCorrection(), anyCorrection({ id: "cor_2" as CorrectionId, withdrawn_ms: 2, withdrawn_by: "park" })];
  const actions = { busy: false, exportAddress: "/x", onWithdraw: vi.fn(), onRestore: vi.fn() };
  it("withdraws and restores for those who may", async () => {
    show(<HistoryView corrections={list} mayCorrect {...actions} />);
    await userEvent.click(screen.getByRole("button", { name: "되돌리기" }));
    expect(actions.onWithdraw).toHaveBeenCalledWith("cor_1");
    await userEvent.click(screen.getByRole("button", { name: "다시 적용" }));
    expect(actions.onRestore).toHaveBeenCalledWith("cor_2");
    expect(screen.getByRole("link", { name: "학습 자료로 내보내기" })).toHaveAttribute("href", "/x");
  });
  it("only tells the rest who and when", () => {
    show(<HistoryView corrections={list} mayCorrect={false} {...actions} />);
    expect(screen.queryByRole("button")).toBeNull();
    expect(screen.getByText(/park 님이 .*되돌림/)).toBeVisible();
  });
});

describe("doubtful words", () => {
  const places = (x0: number, y0: number, x1: number, y1: number) => [
    { page_index: 0, page_label: "1", box: [x0, y0, x1, y1] },
  ];
  const cells = table.cells.map((cell) => ({ ...cell, box: cell.column === 1 ? [300, 100, 400, 200] : null }));
  const read = anyContent([
    anyElement({ text: "연차는 l5일이다. 휴가도 l5일이다.", places: places(10, 20, 110, 32) }),
    anyElement({ id: elementId("e2"), kind: "table", table: { ...table, cells }, places: places(10, 100, 400, 200) }),
  ]);
  const word = (text: string, x0: number, y0: number, confidence: number) => ({
    ...{ text, confidence },
    box: [x0, y0, x0 + 10, y0 + 10],
  });
  const [page] = read.document.pages as [(typeof read.document.pages)[number]];
  page.uncertain = [word("l5일이다.", 75, 21, 40), word("8l,000원", 350, 180, 12), word("없다", 20, 21, 50)];
  afterEach(() => localStorage.clear());

  it("are found in their places, the least sure first", () => {
    const doubts = doubtsOf(read, new Set());
    expect(doubts.map(({ text, spot }) => [text, spot?.cell ?? spot?.range])).toEqual([
      ["8l,000원", { row: 1, column: 1 }],
      ["l5일이다.", { begin: 15, end: 21 }],
      ["없다", undefined],
    ]);
    expect(doubtsOf(read, new Set([elementId("e1")])).map(({ text }) => text)).toEqual(["8l,000원", "l5일이다."]);
  });
  it("are corrected in place by Enter, which goes on to the next", async () => {
    const { desk } = view(anyDesk(), [], read);
    const field = screen.getByRole("textbox", { name: "바른 글자" });
    expect(field).toHaveValue("8l,000원");
    fireEvent.change(field, { target: { value: "81,000원" } });
    fireEvent.keyDown(field, { key: "Enter" });
    expect(wishOf(desk)).toMatchObject({
      operation: "set_cell",
      element: "e2",
      before: { row: 1, column: 1, text: "8l,000원" },
      after: { text: "81,000원" },
    });
    await waitFor(() => expect(screen.getByRole("textbox", { name: "바른 글자" })).toHaveValue("l5일이다."));
  });
  it("are passed by arrows and settled by Enter without a request, for good", () => {
    const { desk } = view(anyDesk(), [], read);
    const field = () => screen.getByRole("textbox", { name: "바른 글자" });
    fireEvent.keyDown(field(), { key: "ArrowDown" });
    expect(field()).toHaveValue("l5일이다.");
    fireEvent.keyDown(field(), { key: "ArrowUp" });
    fireEvent.keyDown(field(), { key: "Enter" });
    expect(desk.correct).not.toHaveBeenCalled();
    expect(screen.getByText(/^1 \/ 2/)).toBeVisible();
    cleanup();
    view(anyDesk(), [], read);
    expect(screen.getByText(/^1 \/ 2/)).toBeVisible();
  });
  it("stay when the server refuses", async () => {
    view(anyDesk({ correct: vi.fn(async () => undefined) }), [], read);
    const field = screen.getByRole("textbox", { name: "바른 글자" });
    fireEvent.change(field, { target: { value: "81,000원" } });
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(screen.getByRole("button", { name: "저장" })).toBeEnabled());
    expect(screen.getByText(/^1 \/ 3/)).toBeVisible();
  });
  it("are not there where nothing is doubtful", () => {
    view();
    expect(screen.queryByRole("region", { name: "다시 볼 글자" })).toBeNull();
  });
});

describe("wishes", () => {
  it("show what the reader doubts before what a warning names", () => {
    const doubts = anyContent([
      anyElement({ places: [{ page_index: 1, page_label: "2", box: null }] }),
      anyElement({ id: elementId("e2"), places: [] }),
      anyElement({ id: elementId("e3"), role: "low_confidence" }),
    ]);
    doubts.warnings = [{ code: "page_approximate", page_index: 1, detail: "" }];
    expect(doubtful(doubts, new Set())).toEqual(["e3", "e1"]);
    expect(doubtful(doubts, new Set([elementId("e3")]))).toEqual(["e1"]);
  });
  it("keep to the ends of the list", () => {
    expect(moveBy(content.elements, 0, -1)).toBeUndefined();
    expect(moveBy(content.elements, 1, -1)?.after).toEqual({ behind: "" });
    expect(moveBy(content.elements, 2, 1)).toBeUndefined();
    expect(mergeNext(content.elements, 1)).toBeUndefined();
  });
  it("cut no empty part off", () => {
    const [element] = content.elements as [(typeof content.elements)[number]];
    expect(splitText(element, "가 나", 0)).toBeUndefined();
    expect(splitText(element, "가 나", 2)?.after).toEqual({ texts: ["가", "나"] });
  });
  it("know the newest correction of an element, made ones too", () => {
    const split = anyCorrection({ id: "cor_3" as CorrectionId, operation: "split", made: [elementId("m1")] });
    const gone = anyCorrection({ id: "cor_4" as CorrectionId, withdrawn_ms: 1 });
    const map = byElement([anyCorrection(), split, gone]);
    expect(map.get(elementId("e1"))?.id).toBe("cor_3");
    expect(map.get(elementId("m1"))?.id).toBe("cor_3");
  });
});

describe("the grid", () => {
  const at = (one: Table | undefined, row: number, column: number) => cellAt(one as Table, row, column) as Cell;
  const covered = ({ rows, columns, cells }: Table) =>
    rows * columns === cells.reduce((sum, { row_span, column_span }) => sum + row_span * column_span, 0);
  it("grows and shrinks around spanned cells and stays whole", () => {
    const wide = joinCell(table, at(table, 0, 0), "right");
    expect(at(wide, 0, 1).text).toBe("구분 한도");
    const grown = addColumn(wide as Table, 1);
    expect(at(grown, 0, 0).column_span).toBe(3);
    const shrunk = removeColumn(grown, 1);
    expect(shrunk).toEqual(wide);
    for (const one of [wide, grown, addRow(grown, 1), removeRow(grown, 0), emptyTable(3, 4)])
      expect(covered(one as Table)).toBe(true);
  });
  it("parts what was joined", () => {
    const tall = joinCell(table, at(table, 0, 0), "below") as Table;
    expect(at(tall, 1, 0).row_span).toBe(2);
    const parted = partCell(tall, at(tall, 0, 0)) as Table;
    expect(parted.cells).toHaveLength(4);
    expect(partCell(table, at(table, 0, 0))).toBeUndefined();
  });
  it("joins no cells of unlike height", () => {
    const tall = joinCell(table, at(table, 0, 0), "below") as Table;
    expect(joinCell(tall, at(tall, 0, 0), "right")).toBeUndefined();
  });
  it("keeps its last row and column", () => {
    expect(removeRow(emptyTable(1, 2), 0)).toBeUndefined();
    expect(removeColumn(emptyTable(2, 1), 0)).toBeUndefined();
  });
  it("turns a row into a header and back", () => {
    const twice = toggleHeader(toggleHeader(table, 1), 1);
    expect(at(toggleHeader(table, 1), 1, 0).header).toBe(true);
    expect(twice).toEqual(table);
  });
});

describe("drawing", () => {
  it("gives a box in the page's points", () => {
    const onDraw = vi.fn();
    const { container } = show(
      <DrawLayer pageIndex={1} size={{ label: "2", width: 600, height: 800 }} onDraw={onDraw} />,
    );
    const layer = container.querySelector("svg") as SVGSVGElement;
    layer.getBoundingClientRect = () => ({ left: 0, top: 0, width: 300, height: 400 }) as DOMRect;
    fireEvent.pointerDown(layer, { clientX: 150, clientY: 200 });
    fireEvent.pointerMove(layer, { clientX: 50, clientY: 100 });
    fireEvent.pointerUp(layer);
    expect(onDraw).toHaveBeenCalledWith({ pageIndex: 1, box: [100, 200, 300, 400] });
    fireEvent.pointerDown(layer, { clientX: 10, clientY: 10 });
    fireEvent.pointerMove(layer, { clientX: 11, clientY: 11 });
    fireEvent.pointerUp(layer);
    expect(onDraw).toHaveBeenCalledOnce();
  });
  it("finds the element above it in the reading order", () => {
    expect(elementAbove(content, { pageIndex: 0, box: [0, 100, 10, 110] })).toBe("e3");
    expect(elementAbove(content, { pageIndex: 0, box: [0, 10, 10, 15] })).toBe("");
  });
});
