// Server-sent events out of a byte stream, as the HTML standard reads them (chapter "Server-sent events"): lines end with LF,
// CR or CRLF, several data lines are joined by LF, an empty line ends the event, a line that starts with ":" is a comment.
// EventSource cannot send a POST, so the stream is read here.
export type ServerEvent = { event: string; data: string };

export class SseParser {
  private rest = "";
  private event = "";
  private data: string[] = [];

  /** Takes the next piece, cut anywhere, and gives the events that it completed. */
  push(text: string): ServerEvent[] {
    this.rest += text;
    const events: ServerEvent[] = [];
    for (let line = this.takeLine(); line !== undefined; line = this.takeLine()) {
      const event = this.line(line);
      if (event) events.push(event);
    }
    return events;
  }

  private takeLine(): string | undefined {
    const end = this.rest.search(/[\r\n]/);
    if (end < 0) return undefined;
    const isCarriageReturn = this.rest[end] === "\r";
    // A CR at the very end may be the first half of CRLF: wait for the next piece.
    if (isCarriageReturn && end === this.rest.length - 1) return undefined;
    const line = this.rest.slice(0, end);
    this.rest = this.rest.slice(end + (isCarriageReturn && this.rest[end + 1] === "\n" ? 2 : 1));
    return line;
  }

  private line(line: string): ServerEvent | undefined {
    if (line === "") return this.finish();
    if (line.startsWith(":")) return undefined;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.event = value;
    if (field === "data") this.data.push(value);
    return undefined;
  }

  private finish(): ServerEvent | undefined {
    const finished = this.data.length > 0 ? { event: this.event || "message", data: this.data.join("\n") } : undefined;
    this.event = "";
    this.data = [];
    return finished;
  }
}

/** Events of a response body. A multi-byte character cut between two pieces is put together again by the decoder. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const parser = new SseParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
    yield* parser.push(`${decoder.decode()}\n\n`);
  } finally {
    reader.releaseLock();
  }
}
