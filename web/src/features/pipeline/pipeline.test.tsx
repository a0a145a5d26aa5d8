import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Operation, Tried } from "@/api";
import { difference } from "@/text/diff";
import { show } from "../../../test/show";
import { moved, newStep, offered, stepsOf, textsOf, toYaml, withOption } from "./recipe";
import { StepList } from "./StepList";
import { TriedRows } from "./TriedRows";

const operations: Operation[] = [
  {
    name: "filter",
    about: { ko: "거르기", en: "filter" },
    looks_at_all_rows: false,
    options: [{ name: "min_characters", type: "whole", preset: 1, least: 0, most: 100 }],
  },
  { name: "dedup", about: { ko: "중복", en: "dedup" }, looks_at_all_rows: true, options: [] },
  {
    name: "decontaminate",
    about: { ko: "평가", en: "sets" },
    looks_at_all_rows: false,
    options: [{ name: "against", type: "files", preset: [] }],
  },
];

describe("a recipe", () => {
  it("is YAML with what differs from the presets", () => {
    const steps = stepsOf(
      {
        name: "rag",
        yaml: "",
        steps: [
          { operation: "filter", options: { min_characters: 10 } },
          { operation: "dedup", options: {} },
        ],
      },
      operations,
    );
    expect(toYaml(steps)).toBe("operations:\n  - filter:\n      min_characters: 10\n  - dedup\n");
    const back = withOption(steps[0] ?? newStep("filter"), "min_characters", 1, 1);
    expect(toYaml([back])).toBe("operations:\n  - filter\n");
  });
  it("keeps its order when a step cannot move further", () => {
    const steps = ["a", "b", "c"].map((name) => newStep(name));
    const names = (all: typeof steps) => all.map(({ operation }) => operation).join("");
    expect(names(moved(steps, 2, 0))).toBe("cab");
    expect(names(moved(steps, 0, -1))).toBe("abc");
    expect(names(moved(steps, 2, 3))).toBe("abc");
  });
  it("offers what works without files", () => {
    expect(offered(operations).map(({ name }) => name)).toEqual(["filter", "dedup"]);
  });
  it("takes paragraphs or JSON Lines", () => {
    expect(textsOf("가\n나\n\n다\n")).toEqual(["가\n나", "다\n"]);
    expect(textsOf('{"text": "가"}\n{"id": 2, "text": "나"}\n')).toEqual(["가", "나"]);
    expect(textsOf('{"text": "가"}\n나')).toEqual(['{"text": "가"}\n나']);
    expect(textsOf("  ")).toEqual(["  "]);
  });
});

describe("difference", () => {
  const back = (before: string, after: string, kind: "gone" | "new") =>
    difference(before, after)
      .filter((piece) => piece.kind === "same" || piece.kind === kind)
      .map(({ text }) => text)
      .join("");
  it("shows the words that changed and gives both texts back", () => {
    const [before, after] = ["연락처 010-0000-1234 입니다", "연락처 [휴대전화번호] 입니다"];
    expect(difference(before, after)[0]).toEqual({ kind: "same", text: "연락처 " });
    expect(back(before, after, "gone")).toBe(before);
    expect(back(before, after, "new")).toBe(after);
    const long = "가 나 ".repeat(2000);
    expect(back(`${long}x`, `y${long}`, "gone")).toBe(`${long}x`);
    expect(difference("같음", "같음")).toEqual([{ kind: "same", text: "같음" }]);
  });
});

describe("StepList", () => {
  it("is moved by Alt and arrow keys, filled and emptied", async () => {
    const onChange = vi.fn();
    const steps = [newStep("filter"), newStep("dedup")];
    show(<StepList steps={steps} operations={operations} tried={undefined} onChange={onChange} />);
    screen.getByRole("button", { name: "중복 정리 위로" }).focus();
    await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(onChange).toHaveBeenLastCalledWith([steps[1], steps[0]]);
    await userEvent.click(screen.getByRole("button", { name: "중복 정리 작업 빼기" }));
    expect(onChange).toHaveBeenLastCalledWith([steps[0]]);
    expect(screen.getByRole("button", { name: "조건으로 거르기 위로" })).toBeDisabled();
  });
});

describe("TriedRows", () => {
  const tried: Tried = {
    steps: [],
    rows: [
      {
        before: "가  나",
        after: "가 나",
        removed: false,
        steps: [{ step: 0, operation: "normalise", removed: false, notes: [{ reason: "spaces", count: 1 }] }],
      },
      { before: "그대로", after: "그대로", removed: false, steps: [] },
      {
        before: "짧",
        after: "짧",
        removed: true,
        steps: [{ step: 1, operation: "filter", removed: true, notes: [{ reason: "too_short", count: 1 }] }],
      },
    ],
  };
  it("shows changed rows first, with reasons", async () => {
    show(<TriedRows tried={tried} />);
    expect(screen.getAllByRole("listitem")).toHaveLength(2);
    expect(screen.getByText("빈칸")).toBeVisible();
    expect(screen.getByText("이 행은 결과에서 빠집니다.")).toBeVisible();
    await userEvent.click(screen.getByRole("radio", { name: "모든 행 3" }));
    expect(screen.getAllByRole("listitem")).toHaveLength(3);
    await userEvent.click(screen.getByRole("radio", { name: "빠진 행 1" }));
    expect(screen.getByText("너무 짧음")).toBeVisible();
  });
});
