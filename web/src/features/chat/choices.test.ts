import { describe, expect, it } from "vitest";
import type { Application, Models } from "@/api";
import { choicesOf } from "./choices";

const models = {
  default: "a",
  models: [
    { id: "a", chat: true },
    { id: "vectors", chat: false },
  ],
} as Models;
const application = (change: Partial<Application>) =>
  ({ model: "onggi/leave", title: "휴가 안내", active: true, may_use: true, ...change }) as Application;

describe("who can be asked", () => {
  it("are the models that chat and the applications that one may use", () => {
    const applications = [
      application({}),
      application({ model: "onggi/off", active: false }),
      application({ model: "onggi/closed", may_use: false }),
    ];
    expect(choicesOf(models, applications)).toEqual([
      { value: "a", label: "a", isApplication: false },
      { value: "onggi/leave", label: "휴가 안내", isApplication: true },
    ]);
  });
  it("are nobody before they are known", () => {
    expect(choicesOf(undefined, [])).toEqual([]);
  });
});
