import { afterEach, describe, expect, it, vi } from "vitest";
import { ask } from "./ask";
import { address, post } from "./client";
import { ApiError, errorFrom, isAbort } from "./error";
import { deleteDocument } from "./routes";
import type { DocumentId } from "./types";

const answers = (...responses: (Response | Error)[]) => {
  const spy = vi.fn(async () => {
    const next = responses.shift();
    if (!(next instanceof Response)) throw next ?? new Error("no more answers");
    return next;
  });
  vi.stubGlobal("fetch", spy);
  return spy as unknown as ReturnType<typeof vi.fn>;
};
const stream = (text: string) => new Response(text, { headers: { "Content-Type": "text/event-stream" } });
afterEach(() => vi.unstubAllGlobals());

describe("the client", () => {
  it("marks every request as the page's own", async () => {
    const spy = answers(new Response(null, { status: 204 }));
    await deleteDocument("a/b" as DocumentId);
    expect(spy).toHaveBeenCalledWith(
      "/api/documents/a%2Fb",
      expect.objectContaining({ method: "DELETE", headers: expect.objectContaining({ "X-Onggi": "1" }) }),
    );
  });
  it("repeats list parameters and leaves empty ones out", () =>
    expect(address("/x", { allow: ["everyone", "group:인사"], name: "", page: 0 })).toBe(
      `/x?allow=everyone&allow=${encodeURIComponent("group:인사").replace("%3A", "%3A")}&page=0`,
    ));
  it("turns a refusal into an ApiError with its request number", async () => {
    answers(
      new Response(
        JSON.stringify({ error: { code: "conflict", message: "m", reason: "last_owner", request_id: "r7" } }),
        { status: 409 },
      ),
    );
    await expect(post("/api/people", {})).rejects.toMatchObject({
      code: "conflict",
      reason: "last_owner",
      requestId: "r7",
    });
  });
  it("judges a stranger's page by its status", () =>
    expect(errorFrom(502, "<html>")).toMatchObject({ code: "unavailable" }));
  it("says unreachable when no answer comes", async () => {
    answers(new TypeError("failed to fetch"));
    await expect(post("/x", {})).rejects.toMatchObject({ code: "unreachable" });
  });
});

describe("ask", () => {
  const signal = new AbortController().signal;
  it("gives the pieces, then the answer", async () => {
    answers(stream('event: delta\ndata: {"text":"2년"}\n\nevent: answer\ndata: {"answer":"2년"}\n\n'));
    const pieces: string[] = [];
    expect(await ask({ question: "기간" }, (piece) => pieces.push(piece), signal)).toEqual({ answer: "2년" });
    expect(pieces).toEqual(["2년"]);
  });
  it("fails with the error that the stream carries", async () => {
    answers(
      stream(
        'event: error\ndata: {"error":{"code":"not_found","message":"","reason":"model_not_found","request_id":"r1"}}\n\n',
      ),
    );
    await expect(ask({ question: "x" }, () => {}, signal)).rejects.toMatchObject({
      code: "not_found",
      reason: "model_not_found",
    });
  });
  it("fails when the stream ends early", async () => {
    answers(stream('event: delta\ndata: {"text":"2"}\n\n'));
    await expect(ask({ question: "x" }, () => {}, signal)).rejects.toBeInstanceOf(ApiError);
  });
  it("lets an abort pass", async () => {
    answers(new DOMException("stop", "AbortError"));
    await expect(ask({ question: "x" }, () => {}, signal)).rejects.toSatisfy(isAbort);
  });
});
