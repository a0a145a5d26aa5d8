import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { ApiError, type SearchResponse } from "@/api";
import { anyHit } from "../../../test/any";
import { show } from "../../../test/show";
import { HitListView } from "./HitListView";
import { SearchBox } from "./SearchBox";

const ready = (hits: ReturnType<typeof anyHit>[], variants: SearchResponse["variants"] = []) => ({
  state: "ready" as const,
  data: {
    hits,
    terms: ["계약", "기간"],
    variants,
    reranker: "none" as SearchResponse["reranker"],
    learns: false,
    duration_us: 3100,
  },
});

describe("HitListView", () => {
  it("shows title, place, label and marked words, and links to the cited elements", () => {
    const { container } = show(<HitListView onUse={vi.fn()} hits={ready([anyHit()])} />);
    expect(screen.getByRole("link", { name: "구매 계약서" })).toHaveAttribute(
      "href",
      "/documents/d1?elements=e1,e2&page=2",
    );
    expect(screen.getByText("3쪽")).toBeVisible();
    expect(screen.getByText("S 민감")).toBeVisible();
    expect([...container.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual(["계약", "기간"]);
  });
  it("explains the rank", () => {
    show(<HitListView onUse={vi.fn()} hits={ready([anyHit()])} />);
    const rows = within(screen.getByRole("listitem")).getAllByRole("row", { hidden: true });
    expect(rows.map((row) => row.textContent)).toEqual(["방식순위점수", "낱말17.2", "의미찾지 못함–", "전체10.9"]);
  });
  it("shows what a configured reranker said, and that it did not answer", () => {
    const judged = ready([anyHit({ reranker: { rank: 2, score: -1.25 } })]);
    const { unmount } = show(<HitListView onUse={vi.fn()} hits={judged} />);
    const rows = within(screen.getByRole("listitem")).getAllByRole("row", { hidden: true });
    expect(rows.map((row) => row.textContent)).toContain("재정렬 모델2-1.25");
    expect(screen.queryByText(/재정렬 모델이 답하지 않아/)).toBeNull();
    unmount();
    const failed = ready([anyHit()]);
    show(<HitListView onUse={vi.fn()} hits={{ ...failed, data: { ...failed.data, reranker: "failed" } }} />);
    expect(screen.getByText("재정렬 모델이 답하지 않아 기본 순서로 보여 드립니다.")).toBeVisible();
  });
  it("says what was looked for beside what was typed, but for synonyms", () => {
    show(
      <HitListView
        onUse={vi.fn()}
        hits={ready(
          [anyHit()],
          [
            { typed: "rPdir", meant: "계약", kind: "keyboard" },
            { typed: "기간", meant: "기한", kind: "synonym" },
          ],
        )}
      />,
    );
    expect(screen.getByText("‘rPdir’: ‘계약’도 함께 찾았습니다.")).toBeVisible();
    expect(screen.queryByText(/기한/)).toBeNull();
  });
  it("asks for a judgement and hears what is opened, where that is kept", async () => {
    const onUse = vi.fn();
    const hit = anyHit();
    const { unmount } = show(<HitListView hits={ready([hit])} onUse={onUse} />);
    expect(screen.queryByRole("button", { name: "찾던 내용입니다" })).toBeNull();
    unmount();
    const kept = ready([hit]);
    show(<HitListView hits={{ ...kept, data: { ...kept.data, learns: true } }} onUse={onUse} />);
    const right = screen.getByRole("button", { name: "찾던 내용입니다" });
    await userEvent.click(right);
    expect(onUse).toHaveBeenLastCalledWith(hit, "right");
    expect(right).toHaveAttribute("aria-pressed", "true");
    await userEvent.click(screen.getByRole("button", { name: "찾던 내용이 아닙니다" }));
    expect(onUse).toHaveBeenLastCalledWith(hit, "wrong");
    expect(right).toHaveAttribute("aria-pressed", "false");
    await userEvent.click(screen.getByRole("link", { name: "구매 계약서" }));
    expect(onUse).toHaveBeenLastCalledWith(hit, "opened");
  });
  it("says that nothing was found", () => {
    show(<HitListView onUse={vi.fn()} hits={ready([])} />);
    expect(screen.getByRole("status")).toHaveTextContent("찾은 내용이 없습니다");
  });
  it("says what failed, with the request's number and a way on", async () => {
    const retry = vi.fn();
    show(
      <HitListView
        onUse={vi.fn()}
        hits={{ state: "failed", error: new ApiError("unavailable", "", "", "r42"), retry }}
      />,
    );
    expect(screen.getByRole("alert")).toHaveTextContent("요청 번호 r42");
    await userEvent.click(screen.getByRole("button", { name: "다시 시도" }));
    expect(retry).toHaveBeenCalledOnce();
  });
  it("does not flash while loading", () => {
    show(<HitListView onUse={vi.fn()} hits={{ state: "loading" }} />);
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
  });
});

describe("SearchBox", () => {
  it("sends composed Hangul and not empty questions", async () => {
    const onSearch = vi.fn();
    show(<SearchBox query="" busy={false} onSearch={onSearch} />);
    await userEvent.type(screen.getByRole("searchbox"), "   {Enter}");
    expect(onSearch).not.toHaveBeenCalled();
    await userEvent.type(screen.getByRole("searchbox"), "계약".normalize("NFD"));
    await userEvent.keyboard("{Enter}");
    expect(onSearch).toHaveBeenCalledWith("계약");
  });
  it("is reached by /", async () => {
    show(<SearchBox query="" busy={false} onSearch={vi.fn()} />);
    screen.getByRole("searchbox").blur();
    await userEvent.keyboard("/");
    expect(screen.getByRole("searchbox")).toHaveFocus();
    expect(screen.getByRole("searchbox")).toHaveValue("");
  });
});
