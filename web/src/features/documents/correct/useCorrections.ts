// Corrections of one document: the list, and a desk that sends them one after another and can undo and redo.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import {
  type ApiError,
  addCorrection,
  asApiError,
  type Correction,
  type CorrectionChange,
  type CorrectionId,
  changeCorrection,
  type DocumentId,
  listCorrections,
  type NewCorrection,
  withdrawCorrection,
} from "@/api";
import type { Reason } from "./wishes";

export function useCorrectionList(id: DocumentId, enabled = true) {
  return useQuery({
    queryKey: ["corrections", id],
    queryFn: ({ signal }) => listCorrections(id, signal),
    enabled,
  });
}

export type Desk = {
  /** How many requests are on their way or waiting for their turn. */
  pending: number;
  /** True after something was saved and until something fails. */
  isSaved: boolean;
  error: ApiError | undefined;
  dismissError: () => void;
  reason: Reason;
  setReason: (reason: Reason) => void;
  /** Gives the correction, or undefined when it was refused (then `error` says why). */
  correct: (wish: NewCorrection) => Promise<Correction | undefined>;
  withdraw: (id: CorrectionId) => Promise<void>;
  restore: (id: CorrectionId) => Promise<void>;
  again: (id: CorrectionId, change: CorrectionChange) => Promise<void>;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
};

type Stacks = { done: readonly CorrectionId[]; undone: readonly CorrectionId[] };
const without = (ids: readonly CorrectionId[], id: CorrectionId) => ids.filter((one) => one !== id);

export function useDesk(id: DocumentId): Desk {
  const client = useQueryClient();
  const [pending, setPending] = useState(0);
  const [isSaved, setSaved] = useState(false);
  const [error, setError] = useState<ApiError>();
  const [reason, setReason] = useState<Reason>("misread");
  const [stacks, setStacks] = useState<Stacks>({ done: [], undone: [] });
  const turn = useRef<Promise<unknown>>(Promise.resolve());

  /** One after another: each is made on what the one before it left. */
  const send = useCallback(
    <T>(work: () => Promise<T>): Promise<T | undefined> => {
      setPending((count) => count + 1);
      const run = async () => {
        try {
          const made = await work();
          setSaved(true);
          setError(undefined);
          return made;
        } catch (refused) {
          setSaved(false);
          setError(asApiError(refused));
          return undefined;
        } finally {
          await Promise.all([
            client.invalidateQueries({ queryKey: ["content", id] }),
            client.invalidateQueries({ queryKey: ["corrections", id] }),
          ]).catch(() => undefined);
          setPending((count) => count - 1);
        }
      };
      const next = turn.current.then(run);
      turn.current = next;
      return next;
    },
    [client, id],
  );

  const correct = useCallback(
    async (wish: NewCorrection) => {
      const made = await send(() => addCorrection(id, { ...wish, reason }));
      if (made) setStacks(({ done }) => ({ done: [...done, made.id], undone: [] }));
      return made;
    },
    [id, reason, send],
  );
  const withdraw = useCallback(
    async (one: CorrectionId) => {
      const gone = await send(async () => {
        await withdrawCorrection(id, one);
        return true;
      });
      if (gone) setStacks(({ done, undone }) => ({ done: without(done, one), undone: [...without(undone, one), one] }));
    },
    [id, send],
  );
  const restore = useCallback(
    async (one: CorrectionId) => {
      const back = await send(() => changeCorrection(id, one, {}));
      if (back) setStacks(({ done, undone }) => ({ done: [...without(done, one), one], undone: without(undone, one) }));
    },
    [id, send],
  );
  const again = useCallback(
    async (one: CorrectionId, change: CorrectionChange) => {
      await send(() => changeCorrection(id, one, change));
    },
    [id, send],
  );
  const last = stacks.done.at(-1);
  const lastUndone = stacks.undone.at(-1);
  return {
    pending,
    isSaved,
    error,
    dismissError: () => setError(undefined),
    reason,
    setReason,
    correct,
    withdraw,
    restore,
    again,
    undo: () => last && pending === 0 && void withdraw(last),
    redo: () => lastUndone && pending === 0 && void restore(lastUndone),
    canUndo: last !== undefined && pending === 0,
    canRedo: lastUndone !== undefined && pending === 0,
  };
}
