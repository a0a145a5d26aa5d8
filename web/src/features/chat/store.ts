// Conversations of this tab. Lives outside React, so that an answer goes on being written while another page is looked at;
// kept in sessionStorage, so that it survives a reload and nothing longer.
import { type Answer, type ApiError, type AskRequest, asApiError, isAbort, type Turn } from "@/api";

export type Exchange = {
  id: number;
  question: string;
  /** What came so far; the checked text once the answer is there. */
  text: string;
  state: "asking" | "done" | "stopped" | "failed";
  answer?: Answer | undefined;
  error?: Pick<ApiError, "code" | "reason" | "requestId"> | undefined;
};
export type Conversation = { id: number; exchanges: readonly Exchange[] };
export type ChatState = { conversations: readonly Conversation[]; currentId: number; model: string };

export type Ask = (request: AskRequest, onText: (text: string) => void, signal: AbortSignal) => Promise<Answer>;
type Keep = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export const conversationsMax = 20;
const storageKey = "onggi.conversations";

export class ChatStore {
  private state: ChatState;
  private listeners = new Set<() => void>();
  private running: AbortController | undefined;

  constructor(
    private readonly ask: Ask,
    private readonly keep: Keep,
  ) {
    this.state = load(keep);
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  readonly snapshot = () => this.state;

  get current(): Conversation {
    return currentOf(this.state);
  }

  setModel(model: string): void {
    this.set({ ...this.state, model });
  }

  startNew(): void {
    this.stop();
    if (this.current.exchanges.length === 0) return;
    const id = Math.max(...this.state.conversations.map((one) => one.id)) + 1;
    const conversations = [{ id, exchanges: [] }, ...this.state.conversations].slice(0, conversationsMax);
    this.set({ ...this.state, conversations, currentId: id });
  }

  open(id: number): void {
    this.stop();
    this.set({ ...this.state, currentId: id });
  }

  /** Closes the connection, which stops the model too; what came so far stays. */
  stop(): void {
    this.running?.abort();
    this.running = undefined;
    this.persist();
  }

  clear(): void {
    this.stop();
    this.state = emptyState();
    this.keep.removeItem(storageKey);
    this.tell();
  }

  /** Resolves when the answer is whole, stopped or failed. A second question waits until the first is answered. */
  async send(question: string): Promise<void> {
    if (this.running) return;
    const abort = new AbortController();
    this.running = abort;
    const conversation = this.current.id;
    const id = Math.max(0, ...this.current.exchanges.map((one) => one.id)) + 1;
    const history = historyOf(this.current);
    this.append(conversation, { id, question, text: "", state: "asking" });
    const change = (with_: (old: Exchange) => Partial<Exchange>) => this.change(conversation, id, with_);
    try {
      const request: AskRequest = { question, history, ...(this.state.model ? { model: this.state.model } : {}) };
      const answer = await this.ask(request, (piece) => change(({ text }) => ({ text: text + piece })), abort.signal);
      change(() => ({ state: "done", text: answer.answer, answer }));
    } catch (error) {
      if (isAbort(error)) change(() => ({ state: "stopped" }));
      else {
        const { code, reason, requestId } = asApiError(error);
        change(() => ({ state: "failed", error: { code, reason, requestId } }));
      }
    }
    if (this.running === abort) this.running = undefined;
    this.persist();
  }

  /** Asks the last question again; its failed or stopped attempt makes way. */
  async again(): Promise<void> {
    const last = this.current.exchanges.at(-1);
    if (!last || this.running) return;
    this.replace(this.current.id, this.current.exchanges.slice(0, -1));
    await this.send(last.question);
  }

  private append(conversation: number, exchange: Exchange): void {
    this.replace(conversation, [...this.current.exchanges, exchange]);
  }

  private change(conversation: number, id: number, with_: (old: Exchange) => Partial<Exchange>): void {
    const exchanges = this.state.conversations.find((one) => one.id === conversation)?.exchanges;
    if (exchanges)
      this.replace(
        conversation,
        exchanges.map((one) => (one.id === id ? { ...one, ...with_(one) } : one)),
      );
  }

  private replace(conversation: number, exchanges: readonly Exchange[]): void {
    const conversations = this.state.conversations.map((one) =>
      one.id === conversation ? { ...one, exchanges } : one,
    );
    this.state = { ...this.state, conversations };
    this.tell();
  }

  private set(state: ChatState): void {
    this.state = state;
    this.tell();
    this.persist();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private persist(): void {
    try {
      this.keep.setItem(storageKey, JSON.stringify(this.state));
    } catch {
      // The tab's storage is full (about 5 MB): the conversation goes on, only a reload would lose it.
    }
  }
}

const emptyState = (): ChatState => ({ conversations: [{ id: 1, exchanges: [] }], currentId: 1, model: "" });

export const currentOf = ({ conversations, currentId }: ChatState): Conversation =>
  conversations.find(({ id }) => id === currentId) ?? conversations[0] ?? { id: 1, exchanges: [] };

function load(keep: Keep): ChatState {
  const text = keep.getItem(storageKey);
  if (!text) return emptyState();
  try {
    const state = JSON.parse(text) as ChatState;
    // An answer that was being written when the page was reloaded will not go on.
    const settle = (one: Exchange): Exchange => (one.state === "asking" ? { ...one, state: "stopped" } : one);
    const conversations = state.conversations.map((one) => ({ ...one, exchanges: one.exchanges.map(settle) }));
    return conversations.length > 0 ? { ...state, conversations } : emptyState();
  } catch {
    return emptyState();
  }
}

/** Earlier turns, as the contract wants them; questions without an answer are left out, and those that a guard refused. */
export function historyOf({ exchanges }: Conversation): Turn[] {
  return exchanges
    .filter(({ state, answer }) => state === "done" && !answer?.refused)
    .flatMap(({ question, text }): Turn[] => [
      { role: "user", content: question },
      { role: "assistant", content: text },
    ]);
}
