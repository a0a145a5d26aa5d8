import { describe, expect, it } from "vitest";
import { ApiError, type DocumentDetail, type Job, type JobId, type Uploaded, type UploadOptions } from "@/api";
import { anyDetail, anyJob, documentId } from "../../../../test/any";
import { isClutter } from "./pick";
import { UploadQueue, uploadsAtOnce } from "./queue";

const options: UploadOptions = { label: "S", allow: ["group:재무"] };
const file = (name: string, bytes = 3) => ({ file: new Blob(["x".repeat(bytes)]), name });

/** A server in memory: uploads wait until the test lets them go; `tick` is one poll. */
function world() {
  const sent: {
    name: string;
    options: UploadOptions;
    progress: (share: number) => void;
    done: (uploaded: Uploaded) => void;
    fail: (error: unknown) => void;
  }[] = [];
  const jobs = new Map<string, Job>();
  const cancelled: string[] = [];
  let pending: (() => void) | undefined;
  let document: DocumentDetail = anyDetail();
  const queue = new UploadQueue({
    upload: (_file, name, given, progress, signal) =>
      new Promise((done, fail) => {
        sent.push({ name, options: given, progress, done, fail });
        signal.addEventListener("abort", () => fail(new DOMException("", "AbortError")));
      }),
    listJobs: async () => ({ jobs: [...jobs.values()] }),
    getJob: async (id) => jobs.get(id) ?? Promise.reject(new ApiError("not_found", "")),
    cancelJob: async (id) => void cancelled.push(id),
    getDocument: async () => document,
    later: (run) => {
      pending = run;
      return () => {
        pending = undefined;
      };
    },
  });
  const settle = async () => {
    for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
  };
  const tick = async () => {
    const run = pending;
    pending = undefined;
    run?.();
    await settle();
  };
  const finish = async (at: number, job = `j${at}`) => {
    sent[at]?.done({ document_id: documentId(`d${at}`), what: "created", job_id: job as JobId });
    await settle();
  };
  const states = () => queue.snapshot().map(({ state }) => state);
  return {
    queue,
    sent,
    jobs,
    cancelled,
    settle,
    tick,
    finish,
    states,
    isPolling: () => pending !== undefined,
    setDocument: (next: DocumentDetail) => (document = next),
  };
}

describe("UploadQueue", () => {
  it("sends three at a time, in order, with label and permission", async () => {
    const { queue, sent, finish, states } = world();
    queue.add(
      ["가", "나", "다", "라"].map((name) => file(name)),
      options,
    );
    expect(sent.map(({ name }) => name)).toEqual(["가", "나", "다"]);
    expect(uploadsAtOnce).toBe(3);
    expect(sent[0]?.options).toEqual(options);
    await finish(1);
    expect(sent.map(({ name }) => name)).toEqual(["가", "나", "다", "라"]);
    expect(states()).toEqual(["sending", "working", "sending", "sending"]);
  });

  it("shows bytes sent, then the job's stage, then done", async () => {
    const { queue, sent, jobs, finish, tick, states, isPolling } = world();
    queue.add([file("가")], options);
    sent[0]?.progress(0.4);
    expect(queue.snapshot()[0]).toMatchObject({ state: "sending", progress: 0.4 });
    await finish(0);
    jobs.set("j0", anyJob({ id: "j0" as JobId, stage: "chunk", progress: 0.6 }));
    await tick();
    expect(queue.snapshot()[0]).toMatchObject({ state: "working", stage: "chunk", progress: 0.6 });
    jobs.set("j0", anyJob({ id: "j0" as JobId, state: "done" }));
    await tick();
    expect(states()).toEqual(["done"]);
    expect(isPolling()).toBe(false);
  });

  it("gives a failed job the reason that its document knows", async () => {
    const { queue, jobs, finish, tick, setDocument } = world();
    setDocument(anyDetail({ state: "failed", error: { code: "bad_input", message: "", reason: "password_required" } }));
    queue.add([file("가")], options);
    await finish(0);
    jobs.set("j0", anyJob({ id: "j0" as JobId, state: "failed", error: { code: "bad_input", message: "" } }));
    await tick();
    expect(queue.snapshot()[0]).toMatchObject({
      state: "failed",
      error: { code: "bad_input", reason: "password_required" },
    });
  });

  it("refuses what is empty or too large before a byte is sent", async () => {
    const { queue, sent, settle } = world();
    queue.setBytesMax(5);
    queue.add([file("빈", 0), file("큰", 6)], options);
    await settle();
    expect(sent).toHaveLength(0);
    expect(queue.snapshot().map(({ error }) => error?.reason)).toEqual(["empty_file", "upload_too_large"]);
  });

  it("cancels what waits, what is sent and what is worked on", async () => {
    const { queue, cancelled, finish, states, settle } = world();
    queue.add(
      ["가", "나", "다", "라"].map((name) => file(name)),
      options,
    );
    await finish(0);
    for (const { key } of queue.snapshot()) queue.cancel(key);
    await settle();
    expect(states()).toEqual(["cancelled", "cancelled", "cancelled", "cancelled"]);
    expect(cancelled).toEqual(["j0"]);
  });

  it("stops the job of a file whose cancellation came too late", async () => {
    const { queue, sent, cancelled, settle } = world();
    queue.add([file("가")], options);
    const [item] = queue.snapshot();
    const request = sent[0];
    // The server had answered before the abort reached it.
    request?.done({ document_id: documentId("d"), what: "created", job_id: "late" as JobId });
    if (item) queue.cancel(item.key);
    await settle();
    expect(cancelled).toEqual(["late"]);
    expect(queue.snapshot()[0]?.state).toBe("cancelled");
  });

  it("retries what failed and says when nothing had changed", async () => {
    const { queue, sent, settle, states } = world();
    queue.add([file("가")], options);
    sent[0]?.fail(new ApiError("unreachable", ""));
    await settle();
    expect(states()).toEqual(["failed"]);
    queue.retryFailed();
    sent[1]?.done({ document_id: documentId("d"), what: "unchanged", job_id: "" as JobId });
    await settle();
    expect(states()).toEqual(["unchanged"]);
    queue.clearFinished();
    expect(queue.snapshot()).toEqual([]);
  });

  it("forgets everything when the person leaves", async () => {
    const { queue, finish, isPolling } = world();
    queue.add([file("가"), file("나")], options);
    await finish(0);
    queue.reset();
    expect(queue.snapshot()).toEqual([]);
    expect(isPolling()).toBe(false);
  });
});

describe("isClutter", () => {
  it.each([
    [".DS_Store", true],
    ["계약/~$초안.docx", true],
    ["Thumbs.db", true],
    ["계약/초안.docx", false],
  ])("%s: %s", (name, clutter) => expect(isClutter(name)).toBe(clutter));
});
