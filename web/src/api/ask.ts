// POST /api/ask as a stream: pieces of text first, the checked answer last.
import { send } from "./client";
import { ApiError, errorFrom, isAbort } from "./error";
import { readEvents } from "./sse";
import type { Answer, AskRequest } from "./types";

/**
 * Calls onExchange once where the question belongs to a kept conversation, onText with each piece and resolves with the whole answer. Aborting `signal` rejects with AbortError and closes the
 * connection, which stops the model on the server.
 */
export async function ask(
  request: AskRequest,
  onText: (text: string) => void,
  signal: AbortSignal,
  onExchange: (number: number) => void = () => {},
): Promise<Answer> {
  const response = await send("POST", "/api/ask", {
    body: { ...request, stream: true },
    signal,
    accept: "text/event-stream",
  });
  if (!response.headers.get("Content-Type")?.includes("text/event-stream")) return (await response.json()) as Answer;
  if (!response.body) throw new ApiError("unreachable", "the answer has no body");
  try {
    for await (const { event, data } of readEvents(response.body)) {
      if (event === "exchange") onExchange((JSON.parse(data) as { exchange: number }).exchange);
      if (event === "delta") onText((JSON.parse(data) as { text: string }).text);
      if (event === "answer") return JSON.parse(data) as Answer;
      if (event === "error") throw errorFrom(500, data);
    }
  } catch (error) {
    if (error instanceof ApiError || isAbort(error)) throw error;
    throw new ApiError("unreachable", "the connection broke off");
  }
  throw new ApiError("unreachable", "the stream ended before the answer was whole");
}
