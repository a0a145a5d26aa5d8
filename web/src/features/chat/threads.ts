// A kept conversation as it is shown: questions in order, each with the answers that there are to it.
import type { KeptExchange, RatingReason } from "@/api";
import { keptOf, type Pending } from "./asking";
import type { Exchange } from "./store";

export type Version = Exchange & {
  /** On the server; none: it is only here yet. */
  number?: number | undefined;
  model: string;
  /** Who was asked, where that is known; empty: the usual one. */
  chosen: string | undefined;
  counts: boolean;
  hidden: boolean;
  rating: number;
  reasons: readonly RatingReason[];
  note: string;
};
/** All answers to one question; one of them counts. */
export type Thread = { first: number; versions: readonly Version[] };

const fromKept = (one: KeptExchange, chosen: string | undefined): Version => ({
  id: one.number,
  number: one.number,
  question: one.question,
  text: one.text,
  state: one.state,
  answer: one.answer,
  error: one.error && {
    code: one.error.code as NonNullable<Exchange["error"]>["code"],
    reason: one.error.reason,
    requestId: "",
  },
  model: one.model,
  chosen,
  counts: one.replaced_by === 0,
  hidden: one.hidden,
  rating: one.rating,
  reasons: one.reasons,
  note: one.note,
});

const fromPending = (one: Pending): Version => ({
  id: -one.key,
  number: one.number,
  question: one.question,
  text: one.text,
  state: one.state,
  answer: one.answer,
  error: one.error,
  model: one.answer?.model ?? "",
  chosen: one.chosen,
  counts: true,
  hidden: false,
  rating: 0,
  reasons: [],
  note: "",
});

/** What is being asked stands in the place of what the server has of it, until the server says that it ended, too. */
export function threadsOf(
  exchanges: readonly KeptExchange[],
  asked: readonly Pending[],
  chosenOf: (number: number) => string | undefined = () => undefined,
): Thread[] {
  const pending = asked.filter(
    (one) => one.state === "asking" || (keptOf(one, exchanges)?.state ?? "asking") === "asking",
  );
  const covered = new Map(pending.map((one) => [keptOf(one, exchanges)?.number, one]));
  const threads = new Map<number, Version[]>();
  const add = (first: number, version: Version) => threads.set(first, [...(threads.get(first) ?? []), version]);
  const firstOf = (number: number) => exchanges.find((one) => one.number === number)?.first_number ?? number;
  for (const one of exchanges) if (!covered.has(one.number)) add(one.first_number, fromKept(one, chosenOf(one.number)));
  for (const one of pending)
    add(one.again === undefined ? (one.number ?? one.after + 1) : firstOf(one.again), fromPending(one));
  return [...threads]
    .sort(([left], [right]) => left - right)
    .map(([first, versions]) => ({
      first,
      versions: versions.sort(
        (left, right) => (left.number ?? Number.MAX_SAFE_INTEGER) - (right.number ?? Number.MAX_SAFE_INTEGER),
      ),
    }));
}

/** Which answer is shown until the reader turns to another: one that is being written, else the one that counts. */
export function shownOf({ versions }: Thread): number {
  const fresh = versions.findLastIndex(({ id }) => id < 0);
  return fresh >= 0
    ? fresh
    : Math.max(
        0,
        versions.findLastIndex(({ counts }) => counts),
      );
}

/** The two that are compared: of each that was asked, the newest answer. */
export function comparedOf({ versions }: Thread): readonly Version[] {
  const newest = new Map(versions.map((one) => [one.chosen ?? one.id, one]));
  return [...newest.values()].slice(-2);
}
