import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { UsageRow } from "@/api";
import { formatMoney } from "@/text/format";
import { show } from "../../../test/show";
import { recentMonths } from "./months";
import { PriceForm } from "./PriceForm";
import { PricesView } from "./PricesView";
import { sumsOf, UsageView } from "./UsageView";

const row = (change: Partial<UsageRow>): UsageRow => ({
  id: "hcx",
  name: "hcx",
  currency: "KRW",
  calls: 2,
  prompt_tokens: 1000,
  cached_tokens: 0,
  completion_tokens: 100,
  computed_ms: 0,
  cost_micros: 1_750_000_000,
  ...change,
});

describe("use of models", () => {
  it("shows what a month cost, and what has no name", () => {
    show(
      <UsageView
        usage={{
          month: "2026-11",
          by: "key",
          currency: "KRW",
          rows: [row({ name: "봇" }), row({ id: "", name: "" }), row({ id: "key_9", name: "" })],
        }}
      />,
    );
    expect(screen.getByRole("rowheader", { name: "봇" })).toBeVisible();
    expect(screen.getByRole("rowheader", { name: "API 키 없음" })).toBeVisible();
    expect(screen.getByRole("rowheader", { name: "삭제됨" })).toBeVisible();
    expect(screen.getByText("₩5,250")).toBeVisible();
  });
  it("names what nobody asked for the system's own", () => {
    const rows = [row({ id: "prs_1", name: "kim" }), row({ id: "", name: "" })];
    show(<UsageView usage={{ month: "2026-11", by: "person", currency: "KRW", rows }} />);
    expect(screen.getByRole("rowheader", { name: "시스템(색인과 검색)" })).toBeVisible();
  });
  it("never adds won to dollars", () => {
    const sums = sumsOf([row({}), row({ currency: "USD", cost_micros: 5 }), row({ calls: 3 })]);
    expect(sums.map(({ currency, calls, cost_micros }) => [currency, calls, cost_micros])).toEqual([
      ["KRW", 5, 3_500_000_000],
      ["USD", 2, 5],
    ]);
  });
  it("shows what this machine computed, and nothing of it where it computed nothing", () => {
    const usage = { month: "2026-11", by: "model" as const, currency: "KRW" };
    const { unmount } = show(<UsageView usage={{ ...usage, rows: [row({})] }} />);
    expect(screen.queryByText("계산 시간")).toBeNull();
    unmount();
    show(<UsageView usage={{ ...usage, rows: [row({ computed_ms: 200_000 }), row({ id: "b", name: "b" })] }} />);
    expect(screen.getByRole("columnheader", { name: "계산 시간" })).toBeVisible();
    expect(screen.getAllByText("3분 20초")).toHaveLength(2);
  });
  it("says that nothing was used", () => {
    show(<UsageView usage={{ month: "2026-11", by: "day", currency: "KRW", rows: [] }} />);
    expect(screen.getByRole("status")).toHaveTextContent("이 달에는 사용 내역이 없습니다.");
  });
  it("knows the months before this one", () => {
    expect(recentMonths(new Date(2026, 0, 31), 3)).toEqual(["2026-01", "2025-12", "2025-11"]);
  });
  it("shows the digits of small sums", () => {
    expect(formatMoney(1_750_000_000, "KRW", "ko")).toBe("₩1,750");
    expect(formatMoney(12_345, "USD", "en")).toBe("$0.012");
    expect(formatMoney(0, "KRW", "ko")).toBe("₩0");
  });
});

describe("prices of models", () => {
  it("are changed by exact amounts", async () => {
    const onSave = vi.fn();
    show(
      <PriceForm
        price={{ prompt: "1250", cached: "125", completion: "5000" }}
        hourly={false}
        busy={false}
        error={undefined}
        onSave={onSave}
      />,
    );
    const input = screen.getByLabelText("입력");
    await userEvent.clear(input);
    await userEvent.type(input, "1,000");
    await userEvent.click(screen.getByRole("button", { name: "저장" }));
    expect(onSave).not.toHaveBeenCalled();
    expect(screen.getByText(/소수점 아래 여섯 자리/)).toBeVisible();
    await userEvent.clear(input);
    await userEvent.type(input, "0.15");
    await userEvent.clear(screen.getByLabelText("재사용 입력"));
    await userEvent.click(screen.getByRole("button", { name: "저장" }));
    expect(onSave).toHaveBeenCalledWith({ prompt: "0.15", completion: "5000" });
    await userEvent.click(screen.getByRole("button", { name: "단가 삭제" }));
    expect(onSave).toHaveBeenLastCalledWith(null);
  });
  it("are by the hour for what this machine computes", async () => {
    const onSave = vi.fn();
    show(<PriceForm price={null} hourly busy={false} error={undefined} onSave={onSave} />);
    await userEvent.click(screen.getByRole("button", { name: "저장" }));
    expect(onSave).not.toHaveBeenCalled();
    await userEvent.type(screen.getByLabelText("계산 1시간"), "3500");
    await userEvent.click(screen.getByRole("button", { name: "저장" }));
    expect(onSave).toHaveBeenCalledWith({ hour: "3500" });
  });
  it("are shown for every model", async () => {
    const onEdit = vi.fn();
    const models = [
      { model: "hcx", kind: "remote" as const, price: { prompt: "1250", cached: "1250", completion: "5000" } },
      { model: "small", kind: "gguf" as const, price: null },
    ];
    show(<PricesView prices={{ currency: "KRW", models }} onEdit={onEdit} />);
    expect(screen.getAllByText("없음")).toHaveLength(5);
    await userEvent.click(screen.getByRole("button", { name: "small 단가 변경" }));
    expect(onEdit).toHaveBeenCalledWith(models[1]);
  });
});
