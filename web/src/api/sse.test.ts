import { describe, expect, it } from "vitest";
import { readEvents, SseParser } from "./sse";

const text = 'event: delta\ndata: {"text":"계약"}\n\n: quiet\nevent: answer\r\ndata: one\r\ndata: two\r\n\r\n';
const wanted = [
  { event: "delta", data: '{"text":"계약"}' },
  { event: "answer", data: "one\ntwo" },
];
const bodyOf = (pieces: Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
const all = async (body: ReadableStream<Uint8Array>) => {
  const events = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
};

describe("SseParser", () => {
  it("reads whole text", () => expect(new SseParser().push(text)).toEqual(wanted));
  it("reads text cut at every place", () => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      const parser = new SseParser();
      expect([...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))], `cut ${cut}`).toEqual(wanted);
    }
  });
  it("calls an event without a name message and drops one without data", () =>
    expect(new SseParser().push("data:x\n\nevent: empty\n\n")).toEqual([{ event: "message", data: "x" }]));
});

describe("readEvents", () => {
  it("puts characters together that were cut between bytes", async () => {
    const bytes = new TextEncoder().encode(text);
    for (let cut = 0; cut <= bytes.length; cut += 1)
      expect(await all(bodyOf([bytes.slice(0, cut), bytes.slice(cut)])), `cut ${cut}`).toEqual(wanted);
  });
  it("gives the last event although its empty line is missing", async () =>
    expect(await all(bodyOf([new TextEncoder().encode("data: end")]))).toEqual([{ event: "message", data: "end" }]));
});
