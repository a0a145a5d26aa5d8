import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { ApiError } from "@/api";
import { allowFrom, allowStrings } from "@/components";
import { anyContent, anyDetail, anyDocument, anyElement, documentId, elementId } from "../../../test/any";
import { show } from "../../../test/show";
import { columnsFrom, documentHref, elementsFrom, quoteFrom } from "./href";
import { DocumentTableView } from "./list/DocumentTableView";
import { UploadListView } from "./upload/UploadListView";
import { boxesByPage } from "./view/boxes";
import { type Box, cellBoxes, lineBoxes } from "./view/cited";
import { InfoView } from "./view/InfoView";
import { SourceView } from "./view/SourceView";

describe("DocumentTableView", () => {
  const table = (documents: ReturnType<typeof anyDocument>[], onDelete = vi.fn()) => {
    show(<DocumentTableView documents={documents} mayDelete={({ owner }) => owner === "kim"} onDelete={onDelete} />);
    return onDelete;
  };
  it("links the name, shows label and state", () => {
    table([anyDocument({ label: "C" })]);
    expect(screen.getByRole("link", { name: "계약서.pdf" })).toHaveAttribute("href", "/documents/d1");
    expect(screen.getByText("C 기밀")).toBeVisible();
    expect(screen.getByText("준비됨")).toBeVisible();
  });
  it("marks a loss under 99.5 % and only that", () => {
    table([
      anyDocument({ characters_out: 994 }),
      anyDocument({ id: documentId("d2"), name: "둘.pdf", characters_out: 995 }),
    ]);
    const [, first, second] = screen.getAllByRole("row");
    expect(within(first as HTMLElement).getByText("99.4% 읽음, 제외된 글자를 확인해 주십시오")).toBeInTheDocument();
    expect(within(second as HTMLElement).queryByText(/확인해 주십시오/)).toBeNull();
  });
  it("says why a document failed", () => {
    table([
      anyDocument({ state: "failed", error: { code: "bad_input", message: "locked", reason: "password_required" } }),
    ]);
    expect(screen.getByText(/암호가 걸린 파일입니다/)).toBeVisible();
  });
  it("offers deleting only where it is allowed", async () => {
    const onDelete = table([anyDocument(), anyDocument({ id: documentId("d2"), name: "남의 것.pdf", owner: "park" })]);
    expect(screen.queryByRole("button", { name: "남의 것.pdf 삭제" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "계약서.pdf 삭제" }));
    expect(onDelete).toHaveBeenCalledWith(expect.objectContaining({ name: "계약서.pdf" }));
  });
});

describe("UploadListView", () => {
  const item = { key: 1, name: "가.hwp", bytes: 1, progress: 0.5, stage: "" };
  const actions = { onCancel: vi.fn(), onRetry: vi.fn(), onOpen: vi.fn(), onRetryAll: vi.fn(), onClear: vi.fn() };
  it.each([
    [{ ...item, state: "waiting" as const }, "차례를 기다리는 중"],
    [{ ...item, state: "sending" as const }, "보내는 중 50%"],
    [{ ...item, state: "working" as const, stage: "parse" }, "읽는 중"],
    [{ ...item, state: "working" as const, stage: "embed" }, "색인하는 중"],
    [{ ...item, state: "working" as const, stage: "moon" }, "처리하는 중"],
    [{ ...item, state: "unchanged" as const }, "이미 같은 내용이 있습니다"],
    [{ ...item, state: "failed" as const, error: new ApiError("bad_input", "", "broken") }, /파일이 손상되었습니다/],
  ])("says %#", (one, words) => {
    show(<UploadListView items={[one]} {...actions} />);
    expect(screen.getByText(words)).toBeVisible();
  });
  it("cancels what runs and retries what failed", async () => {
    show(
      <UploadListView
        items={[
          { ...item, state: "sending" },
          { ...item, key: 2, name: "나.hwp", state: "failed", error: new ApiError("timeout", "") },
        ]}
        {...actions}
      />,
    );
    await userEvent.click(screen.getByRole("button", { name: "가.hwp 올리기 취소" }));
    await userEvent.click(screen.getByRole("button", { name: "나.hwp 다시 올리기" }));
    expect(actions.onCancel).toHaveBeenCalledWith(1);
    expect(actions.onRetry).toHaveBeenCalledWith(2);
  });
});

describe("SourceView", () => {
  const two = anyContent([
    anyElement(),
    anyElement({
      id: elementId("e2"),
      kind: "heading",
      text: "제3조",
      places: [{ page_index: 1, page_label: "2", box: [10, 20, 90, 40] }],
    }),
  ]);
  it("draws the cited box on its page and marks the element", () => {
    const { container } = show(
      <SourceView id={documentId("d1")} content={two} cited={{ elements: [elementId("e2")] }} layout="both" />,
    );
    expect(screen.getByRole("img", { name: "2쪽 그림" })).toHaveAttribute(
      "src",
      expect.stringContaining("/api/documents/d1/pages/1/image"),
    );
    expect(container.querySelectorAll("rect[data-cited]")).toHaveLength(1);
    expect(container.querySelector("rect[data-cited]")).toHaveAttribute("data-element", "e2");
    expect(container.querySelector("div.element[data-cited]")).toHaveTextContent("제3조");
  });
  it("makes the element active on both sides when it is clicked", async () => {
    const { container } = show(
      <SourceView id={documentId("d1")} content={two} cited={{ elements: [] }} layout="both" />,
    );
    await userEvent.click(screen.getByText("계약 기간은 2년이다."));
    expect(container.querySelectorAll('[data-active][data-element="e1"]')).toHaveLength(2);
  });
  it("shows elements alone where there is no layout", () => {
    const word = { ...two, document: { ...two.document, media_type: "application/hwp+zip" } };
    show(<SourceView id={documentId("d1")} content={word} cited={{ elements: [elementId("e1")] }} layout="both" />);
    expect(screen.queryByRole("img")).toBeNull();
    expect(screen.getByRole("region", { name: "원문" })).toHaveTextContent("인용된 부분");
  });
  it("says when the cited part is gone", () => {
    show(<SourceView id={documentId("d1")} content={two} cited={{ elements: [elementId("gone")] }} layout="both" />);
    expect(screen.getByText(/지금의 문서에 없습니다/)).toBeVisible();
  });
  it("marks the answering cell of a merged table, and its row with the cells above", () => {
    const cell = (row: number, column: number, text: string, row_span = 1) => ({
      ...{ row, column, row_span, text },
      ...{ column_span: 1, header: false },
    });
    const cells = [cell(0, 0, "국내", 2), cell(0, 1, "부장"), cell(0, 2, "9"), cell(1, 1, "사원"), cell(1, 2, "7")];
    const { container } = show(
      <SourceView
        id={documentId("d1")}
        content={anyContent([anyElement({ kind: "table", table: { rows: 2, columns: 3, cells } })])}
        cited={{ elements: [elementId("e1")], quote: "사원 | 7", row: 1, columns: [2] }}
        layout="elements"
      />,
    );
    const texts = (selector: string) => [...container.querySelectorAll(selector)].map((one) => one.textContent);
    expect(texts("[data-quoted]")).toEqual(["7"]);
    expect(texts("[data-cited-row]")).toEqual(["국내", "사원", "7"]);
  });
  it("marks the quoted sentence in its paragraph", () => {
    const { container } = show(
      <SourceView
        id={documentId("d1")}
        content={anyContent([anyElement({ text: "앞말이다. 계약\n기간은 2년이다. 뒷말이다." })])}
        cited={{ elements: [elementId("e1")], quote: "계약 기간은 2년이다." }}
        layout="elements"
      />,
    );
    expect(container.querySelector("mark")?.textContent).toBe("계약\n기간은 2년이다.");
  });
  it("spans merged cells", () => {
    const cell = { row: 0, column: 0, row_span: 2, column_span: 3, header: true, text: "구분" };
    show(
      <SourceView
        id={documentId("d1")}
        content={anyContent([anyElement({ kind: "table", table: { rows: 2, columns: 3, cells: [cell] } })])}
        cited={{ elements: [] }}
        layout="elements"
      />,
    );
    expect(screen.getByText("구분")).toHaveAttribute("rowspan", "2");
    expect(screen.getByText("구분")).toHaveAttribute("colspan", "3");
  });
});

describe("InfoView", () => {
  it("accounts for every character", () => {
    show(<InfoView document={anyDetail()} content={anyContent()} access={null} />);
    expect(screen.getByText("990 (99%)")).toBeVisible();
    expect(screen.getByRole("row", { name: /제외한 글자: 숨긴 글 7/ })).toBeVisible();
    expect(screen.getByRole("row", { name: /설명되지 않은 글자 3/ })).toBeVisible();
  });
});

describe("addresses and permissions", () => {
  it("names the cited elements and the page", () => {
    expect(
      documentHref(documentId("d1"), {
        elements: [elementId("a"), elementId("b")],
        places: [{ page_index: 2, page_label: "3", box: null }],
      }),
    ).toBe("/documents/d1?elements=a,b&page=2");
    expect(
      documentHref(documentId("d1"), { elements: [elementId("a")], row: 0, columns: [2, 3], quote: "가 #1" }),
    ).toBe("/documents/d1?elements=a&row=0&columns=2,3#%EA%B0%80%20%231");
    expect(columnsFrom("2,3,x")).toEqual([2, 3]);
    expect(quoteFrom("#%EA%B0%80%20%231")).toBe("가 #1");
    expect(quoteFrom("#%E")).toBe("");
    expect(elementsFrom("a,b")).toEqual(["a", "b"]);
    expect(elementsFrom(undefined)).toEqual([]);
  });
  it("finds the cells and lines of a citation on the pages", () => {
    const cell = { row: 1, column: 0, row_span: 1, column_span: 1, header: false, text: "7", box: [1, 2, 3, 4] };
    const table = anyElement({ kind: "table", table: { rows: 2, columns: 1, cells: [cell] } });
    expect(cellBoxes(table, { elements: [table.id], row: 1, columns: [0] })).toEqual([
      { element: "e1", page: 0, box: [1, 2, 3, 4] },
    ]);
    expect(cellBoxes(table, { elements: [table.id], row: 0 })).toEqual([]);
    const word = (text: string, x: number, y: number) => ({ text, box: [x, y, x + 9, y + 10] as Box });
    const words = [
      word("앞.", 10, 20),
      word("계약은", 20, 20),
      word("2년", 10, 34),
      word("옆", 300, 34),
      word("뒤", 20, 34),
    ];
    expect(lineBoxes(words, [10, 20, 110, 50], "계약은 2년")).toEqual([
      [20, 20, 29, 30],
      [10, 34, 19, 44],
    ]);
    expect(lineBoxes(words, [10, 20, 110, 50], "없는 말")).toEqual([]);
  });
  it("turns boxes by page", () =>
    expect(boxesByPage(anyContent())).toEqual([[{ element: "e1", x: 10, y: 20, width: 100, height: 20 }], []]));
  it.each([[["everyone"]], [[]], [["group:재무", "person:kim"]]])("keeps permission %j", (strings) =>
    expect(allowStrings(allowFrom(strings, "owner"))).toEqual(strings),
  );
  it("is not whole without a name", () =>
    expect(allowStrings({ mode: "some", groups: [], people: [] })).toBeUndefined());
});
