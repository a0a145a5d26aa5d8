import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Key, KeyId } from "@/api";
import { show } from "../../../test/show";
import { AuditTable } from "./AuditTab";
import { GroupListView } from "./GroupsTab";
import { SecretDialog } from "./KeyDialogs";
import { KeyForm } from "./KeyForm";
import { KeyTable } from "./KeysTab";
import { BulkForm } from "./LabelsTab";
import { PeopleTable } from "./PeopleTab";
import { PersonForm } from "./PersonForm";

const key: Key = {
  id: "k1" as KeyId,
  name: "봇",
  prefix: "onggi-a1",
  person: "kim",
  created_ms: 1,
  last_used_ms: 0,
  expires_ms: 0,
  active: true,
  scopes: ["models", "retrieval"],
  models: ["smollm2"],
  requests_per_minute: 60,
  tokens_per_minute: 0,
  tokens_per_month: 1_000_000,
  month_requests: 12,
  month_tokens: 34_567,
};

describe("administration", () => {
  it("shows who is not active", () => {
    show(
      <PeopleTable
        people={[
          {
            id: "p1",
            login: "lee",
            display_name: "이전직",
            role: "reader",
            clearance: "S",
            active: false,
            created_ms: 1,
          },
        ]}
        onEdit={vi.fn()}
      />,
    );
    expect(screen.getByRole("rowheader")).toHaveTextContent("lee 사용 중지");
    expect(screen.getByText("S 민감")).toBeVisible();
  });
  it("adds nobody without a password of ten characters", async () => {
    const onSubmit = vi.fn();
    const blank = {
      login: "",
      display_name: "",
      role: "reader" as const,
      clearance: "O" as const,
      active: true,
      password: "",
    };
    show(<PersonForm first={blank} isNew busy={false} error={null} onSubmit={onSubmit} onClose={vi.fn()} />);
    await userEvent.type(screen.getByLabelText("아이디"), "choi");
    await userEvent.type(screen.getByLabelText("비밀번호"), "short{Enter}");
    expect(onSubmit).not.toHaveBeenCalled();
    await userEvent.type(screen.getByLabelText("비밀번호"), "-but-longer{Enter}");
    expect(onSubmit).toHaveBeenCalledWith(expect.objectContaining({ login: "choi", role: "reader", clearance: "O" }));
  });
  it("takes a member out of a group", async () => {
    const onLeave = vi.fn();
    show(
      <GroupListView
        groups={[{ id: "g1", name: "재무", members: ["person:kim", "group:임원"] }]}
        logins={["kim", "park"]}
        onJoin={vi.fn()}
        onLeave={onLeave}
        onRemove={vi.fn()}
      />,
    );
    await userEvent.click(screen.getByRole("button", { name: "임원 빼기" }));
    expect(onLeave).toHaveBeenCalledWith("재무", "group:임원");
  });
  it("shows the secret of a new key and where it stands afterwards", () => {
    show(<SecretDialog made={{ key, secret: "onggi-a1-secret" }} onClose={vi.fn()} />);
    expect(screen.getByText("onggi-a1-secret")).toBeVisible();
    expect(screen.getByText(/지금 한 번만/)).toBeVisible();
  });
  it("offers revoking for active keys alone", () => {
    show(<KeyTable keys={[key, { ...key, id: "k2" as KeyId, name: "옛 봇", active: false }]} onRevoke={vi.fn()} />);
    expect(screen.getByRole("button", { name: "봇 키 폐기" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "옛 봇 키 폐기" })).toBeNull();
    expect(screen.getByText("폐기됨")).toBeVisible();
  });
  it("shows what a key is for and what it took of its month", () => {
    show(
      <KeyTable keys={[key, { ...key, id: "k2" as KeyId, tokens_per_month: 0, scopes: ["all"] }]} onRevoke={vi.fn()} />,
    );
    expect(screen.getByText(/모델 사용, 검색과 답변/)).toHaveTextContent("smollm2");
    expect(screen.getByText("1,000,000토큰 중 34,567토큰")).toBeVisible();
    expect(screen.getByText("34,567토큰")).toBeVisible();
    expect(screen.getAllByText("분당 요청 60")).toHaveLength(2);
  });
  it("makes a key for what was chosen, with its limits", async () => {
    const user = userEvent.setup();
    const onAdd = vi.fn();
    show(<KeyForm busy={false} error={null} onAdd={onAdd} onClose={vi.fn()} />);
    await user.type(screen.getByRole("textbox", { name: "키 이름" }), "상담 앱");
    expect(screen.queryByRole("combobox", { name: "쓸 수 있는 모델" })).toBeNull();
    await user.click(screen.getByRole("checkbox", { name: "모델 사용" }));
    await user.click(screen.getByRole("checkbox", { name: "검색과 답변" }));
    expect(screen.getByRole("checkbox", { name: "전체" })).not.toBeChecked();
    await user.type(screen.getByRole("combobox", { name: "쓸 수 있는 모델" }), "smollm2{Enter}");
    await user.type(screen.getByRole("textbox", { name: "분당 요청" }), "60");
    await user.click(screen.getByRole("button", { name: "키 만들기" }));
    expect(onAdd).toHaveBeenCalledWith(
      expect.objectContaining({
        name: "상담 앱",
        scopes: ["models", "retrieval"],
        models: ["smollm2"],
        requests_per_minute: 60,
      }),
    );
    expect(onAdd.mock.calls[0]?.[0]).not.toHaveProperty("tokens_per_month");
  });
  it("changes nothing until something is chosen", () => {
    show(<BulkForm count={0} choices={{ groups: [], people: [] }} busy={false} onApply={vi.fn()} />);
    expect(screen.getByRole("button", { name: "적용" })).toBeDisabled();
  });
  it("shows the log, and that nothing matches", () => {
    const entry = {
      number: 1,
      time_ms: 1,
      actor: "kim",
      through: "password",
      action: "document.read",
      object: "d1",
      outcome: "ok",
      detail: "",
      address: "10.0.0.1",
    };
    const { unmount } = show(<AuditTable entries={[entry]} />);
    expect(screen.getByText("document.read")).toBeVisible();
    unmount();
    show(<AuditTable entries={[]} />);
    expect(screen.getByRole("status")).toHaveTextContent("조건에 맞는 기록이 없습니다.");
  });
});
