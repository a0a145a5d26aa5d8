// Questions that are being asked in kept conversations. Lives outside React, so that an answer goes on being written while
// another page is looked at; what has ended is read from the server again.
import {
  type Answer,
  type ApiError,
  type AskRequest,
  asApiError,
  type ConversationId,
  isAbort,
  type KeptExchange,
} from "@/api";

export type Pending = {
  key: number;
  conversation: ConversationId;
  /** Of the exchange that it became, once the server has said so. */
  number?: number | undefined;
  /** The exchange whose question is asked again. */
  again?: number | undefined;
  /** The last exchange that was known when it was asked. */
  after: number;
  question: string;
  /** The model or application; none: the usual one. */
  chosen: string;
  text: string;
  state: "asking" | "done" | "stopped" | "failed";
  answer?: Answer | undefined;
  error?: Pick<ApiError, "code" | "reason" | "requestId"> | undefined;
};
/**
 * `compared`: the exchanges whose two answers stand side by side until one is chosen. `chosen`: who was asked, by
 * conversation and exchange; the server knows only which model wrote.
 */
export type AskingState = {
  pending: readonly Pending[];
  model: string;
  beside: string;
  compared: readonly { conversation: ConversationId; first: number }[];
  chosen: Readonly<Record<string, string>>;
};

const placeOf = (conversation: ConversationId, number: number) => `${conversation}/${number}`;

export const chosenIn =
  (chosen: AskingState["chosen"], conversation: ConversationId | undefined) =>
  (number: number): string | undefined =>
    conversation && chosen[placeOf(conversation, number)];

export type AskKept = (
  request: AskRequest,
  onText: (text: string) => void,
  signal: AbortSignal,
  onExchange: (number: number) => void,
) => Promise<Answer>;
export type Wish = {
  conversation: ConversationId;
  question: string;
  after: number;
  again?: number | undefined;
  model?: string | undefined;
};

const nothing: AskingState = { pending: [], model: "", beside: "", compared: [], chosen: {} };

export class Asking {
  private state = nothing;
  private listeners = new Set<() => void>();
  private running = new Map<number, AbortController>();
  private lastKey = 0;

  /** `ended`: reads a conversation again; resolves with what the server has of it. */
  constructor(
    private readonly ask: AskKept,
    private readonly ended: (conversation: ConversationId) => Promise<readonly KeptExchange[]>,
  ) {}

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  readonly snapshot = () => this.state;

  setModel(model: string): void {
    this.set({ model, beside: this.state.beside === model ? "" : this.state.beside });
  }

  setBeside(beside: string): void {
    this.set({ beside });
  }

  isBusy(conversation: ConversationId): boolean {
    return this.state.pending.some((one) => one.conversation === conversation && one.state === "asking");
  }

  /** Closes the connections, which stops the models too; what came so far is kept. */
  stop(conversation: ConversationId): void {
    for (const { key } of this.state.pending.filter((one) => one.conversation === conversation))
      this.running.get(key)?.abort();
  }

  clear(): void {
    for (const abort of this.running.values()) abort.abort();
    this.running.clear();
    this.state = nothing;
    this.tell();
  }

  /** Where a second model is chosen, it is asked the same as soon as the server knows the first question. */
  async send(wish: Wish): Promise<Pending["state"]> {
    const { beside } = this.state;
    let second: Promise<Pending["state"]> | undefined;
    const compare = (number: number) => {
      if (beside === "" || wish.again !== undefined || second) return;
      this.compare(wish.conversation, number);
      second = this.run({ ...wish, again: number, after: number, model: beside }, () => {});
    };
    const state = await this.run(wish, compare);
    await second;
    return state;
  }

  /** Ends the comparison of the answers to one question. */
  settle(conversation: ConversationId, first: number): void {
    const compared = this.state.compared.filter((one) => one.conversation !== conversation || one.first !== first);
    this.set({ compared });
  }

  private compare(conversation: ConversationId, first: number): void {
    this.set({ compared: [...this.state.compared, { conversation, first }] });
  }

  private async run(wish: Wish, onExchange: (number: number) => void): Promise<Pending["state"]> {
    const { conversation, question, again, after, model = this.state.model } = wish;
    this.lastKey += 1;
    const key = this.lastKey;
    const abort = new AbortController();
    this.running.set(key, abort);
    // What failed before the server knew it makes way for the next attempt.
    const others = this.state.pending.filter((one) => one.conversation !== conversation || one.state === "asking");
    const asked: Pending = { key, conversation, question, again, after, chosen: model, text: "", state: "asking" };
    this.set({ pending: [...others, asked] });
    const request: AskRequest = {
      conversation_id: conversation,
      ...(again === undefined ? { question } : { regenerate: again }),
      ...(model ? { model } : {}),
    };
    const known = (number: number) => {
      this.change(key, () => ({ number }));
      this.set({ chosen: { ...this.state.chosen, [placeOf(conversation, number)]: model } });
      onExchange(number);
    };
    let state: Pending["state"] = "done";
    try {
      const answer = await this.ask(
        request,
        (piece) => this.change(key, ({ text }) => ({ text: text + piece })),
        abort.signal,
        known,
      );
      if (answer.exchange !== undefined) known(answer.exchange);
      this.change(key, () => ({ state: "done", text: answer.answer, answer }));
    } catch (error) {
      state = isAbort(error) ? "stopped" : "failed";
      if (state === "stopped") this.change(key, () => ({ state: "stopped" }));
      else {
        const { code, reason, requestId } = asApiError(error);
        this.change(key, () => ({ state: "failed", error: { code, reason, requestId } }));
      }
    }
    this.running.delete(key);
    await this.takeOver(conversation);
    return state;
  }

  /** What the server has is shown as the server has it. */
  async takeOver(conversation: ConversationId): Promise<void> {
    const exchanges = await this.ended(conversation).catch(() => []);
    this.set({
      pending: this.state.pending.filter((one) => {
        if (one.conversation !== conversation || one.state === "asking") return true;
        const kept = keptOf(one, exchanges);
        return !kept || kept.state === "asking";
      }),
    });
  }

  private change(key: number, with_: (old: Pending) => Partial<Pending>): void {
    this.set({ pending: this.state.pending.map((one) => (one.key === key ? { ...one, ...with_(one) } : one)) });
  }

  private set(part: Partial<AskingState>): void {
    this.state = { ...this.state, ...part };
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** The exchange that a question became, as far as the server knows it. */
export function keptOf(
  { number, after, again, question }: Pending,
  exchanges: readonly KeptExchange[],
): KeptExchange | undefined {
  if (number !== undefined) return exchanges.find((one) => one.number === number);
  return exchanges.find((one) => one.number > after && (again !== undefined || one.question === question));
}
