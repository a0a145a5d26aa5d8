import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { JobId, Source, SourceId, SourceRun } from "@/api";
import { show } from "../../../test/show";
import { linesFrom, optionsFrom, pairsFrom } from "./lines";
import { SourceForm } from "./SourceForm";
import { SourceListView } from "./SourcesTab";

const run: SourceRun = {
  number: 2,
  state: "done",
  started_ms: 1,
  finished_ms: 2,
  error_code: "",
  error_message: "",
  created: 0,
  changed: 60,
  unchanged: 5_940,
  removed: 1,
  failed: 0,
};
const source: Source = {
  id: "s1" as SourceId,
  name: "규정",
  kind: "folder",
  location: "/data/규정",
  options: { include: ["*.hwp"] },
  schedule: "every 1h",
  state: "active",
  owner: "owner",
  label: "O",
  allow: ["everyone"],
  may_share: true,
  fields: {},
  secrets: [],
  documents: 6_000,
  next_ms: 0,
  job_id: "" as JobId,
  progress: 0,
  last_run: run,
};
const list = { onRun: vi.fn(), onPause: vi.fn(), onEdit: vi.fn(), onRemove: vi.fn() };

describe("lines", () => {
  it("make lists, numbers and flags of what people write", () =>
    expect(optionsFrom("include=*.hwp\ninclude=*.pdf\ndepth = 3\npath_style=false\nquery=SELECT a=b\nx")).toEqual({
      include: ["*.hwp", "*.pdf"],
      depth: 3,
      path_style: false,
      query: "SELECT a=b",
    }));
  it("come back as they were", () =>
    expect(linesFrom({ include: ["a", "b"], depth: 3 })).toBe("include=a\ninclude=b\ndepth=3"));
  it("keep what stands behind the first sign", () => expect(pairsFrom("a=b=c")).toEqual([["a", "b=c"]]));
});

describe("sources", () => {
  it("tell how the last run went", () => {
    show(<SourceListView sources={[source]} {...list} />);
    expect(screen.getByText(/새로 0, 바뀜 60, 그대로 5,940, 없어짐 1, 실패 0/)).toBeVisible();
    expect(screen.getByRole("status")).toHaveTextContent("정상 · 문서 6,000건");
  });
  it("tell why a run failed, and wait while one runs", () => {
    const failed = {
      ...source,
      last_run: { ...run, state: "failed" as const, error_message: "the source holds nothing" },
    };
    const running = { ...source, id: "s2" as SourceId, job_id: "j1" as JobId };
    show(<SourceListView sources={[failed, running]} {...list} />);
    expect(screen.getByText("the source holds nothing")).toBeVisible();
    const buttons = screen.getAllByRole("button", { name: "지금 가져오기" });
    expect(buttons[0]).toBeEnabled();
    expect(buttons[1]).toBeDisabled();
  });
  it("are sent as they were filled in, without secrets that nobody wrote", async () => {
    const onSubmit = vi.fn();
    show(<SourceForm source={source} busy={false} error={null} onSubmit={onSubmit} onClose={vi.fn()} />);
    await userEvent.click(screen.getByRole("button", { name: "저장" }));
    expect(onSubmit).toHaveBeenCalledWith({
      name: "규정",
      kind: "folder",
      location: "/data/규정",
      schedule: "every 1h",
      options: { include: ["*.hwp"] },
      fields: {},
      label: "O",
      allow: ["everyone"],
    });
  });
});
