import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { ApiError } from "@/api";
import { show } from "../../../test/show";
import { LoginView } from "./LoginView";
import { PasswordForm } from "./PasswordDialog";

describe("LoginView", () => {
  const view = (error: ApiError | null = null) => {
    const onLogIn = vi.fn();
    show(<LoginView busy={false} error={error} onLogIn={onLogIn} />);
    return onLogIn;
  };
  it("logs in by Enter", async () => {
    const onLogIn = view();
    await userEvent.type(screen.getByLabelText("아이디"), " kim ");
    await userEvent.type(screen.getByLabelText("비밀번호"), "비밀 번호 열 글자{Enter}");
    expect(onLogIn).toHaveBeenCalledExactlyOnceWith("kim", "비밀 번호 열 글자");
  });
  it("says what is missing before it asks", async () => {
    const onLogIn = view();
    await userEvent.click(screen.getByRole("button", { name: "로그인" }));
    expect(screen.getByRole("alert")).toHaveTextContent("모두 입력해");
    expect(onLogIn).not.toHaveBeenCalled();
  });
  it("does not tell which of the two was wrong", () => {
    view(new ApiError("unauthenticated", ""));
    expect(screen.getByRole("alert")).toHaveTextContent("아이디 또는 비밀번호가 맞지 않습니다.");
  });
  it("says that the server is away", () => {
    view(new ApiError("unreachable", ""));
    expect(screen.getByRole("alert")).toHaveTextContent("서버에 연결되지 않습니다");
  });
  it("hints at Caps Lock", () => {
    view();
    fireEvent.keyDown(screen.getByLabelText("비밀번호"), { key: "A", modifierCapsLock: true });
    expect(screen.getByText("Caps Lock이 켜져 있습니다.")).toBeVisible();
  });
});

describe("PasswordForm", () => {
  it("asks for ten characters and the same twice", async () => {
    const onSubmit = vi.fn();
    show(<PasswordForm busy={false} error={null} onSubmit={onSubmit} onClose={vi.fn()} />);
    await userEvent.type(screen.getByLabelText("현재 비밀번호"), "old");
    await userEvent.type(screen.getByLabelText("새 비밀번호"), "가나다라마바사아자");
    await userEvent.type(screen.getByLabelText("새 비밀번호 확인"), "다른 것{Enter}");
    expect(onSubmit).not.toHaveBeenCalled();
    expect(screen.getByText("두 비밀번호가 서로 다릅니다.")).toBeVisible();
    await userEvent.type(screen.getByLabelText("새 비밀번호"), "차");
    await userEvent.clear(screen.getByLabelText("새 비밀번호 확인"));
    await userEvent.type(screen.getByLabelText("새 비밀번호 확인"), "가나다라마바사아자차{Enter}");
    expect(onSubmit).toHaveBeenCalledExactlyOnceWith("old", "가나다라마바사아자차");
  });
});
