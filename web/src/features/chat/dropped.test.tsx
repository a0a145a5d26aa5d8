import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { show } from "../../../test/show";
import { useDropped } from "./choices";
import { GoneView } from "./GoneView";

const choices = ["a", "onggi/leave"].map((value) => ({ value, label: value, isApplication: value !== "a" }));

function Chooser({ first, known = true, onDrop = () => {} }: { first: string; known?: boolean; onDrop?: () => void }) {
  const [stored, setStored] = useState(first);
  const gone = useDropped({ choices, known }, stored, "없어짐", () => {
    onDrop();
    setStored("");
  });
  return (
    <>
      <button type="button" onClick={() => setStored("a")}>
        {stored || "기본"}
      </button>
      <GoneView gone={gone ? [gone] : []} />
    </>
  );
}

it("makes way for the usual choice once, and says so until another one is made", async () => {
  const onDrop = vi.fn();
  show(<Chooser first="onggi/gone" onDrop={onDrop} />);
  expect(screen.getByRole("button")).toHaveTextContent("기본");
  expect(screen.getByText("없어짐")).toBeVisible();
  await userEvent.click(screen.getByRole("button"));
  expect(screen.getByRole("button")).toHaveTextContent("a");
  expect(screen.queryByText("없어짐")).toBeNull();
  expect(onDrop).toHaveBeenCalledOnce();
});

it("keeps a choice that is there, and any before it is known who is", () => {
  const { unmount } = show(<Chooser first="onggi/leave" />);
  expect(screen.getByRole("button")).toHaveTextContent("onggi/leave");
  unmount();
  show(<Chooser first="onggi/gone" known={false} />);
  expect(screen.getByRole("button")).toHaveTextContent("onggi/gone");
  expect(screen.queryByText("없어짐")).toBeNull();
});
