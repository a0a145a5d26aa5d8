// The doubtful words of a document that nobody has answered yet, and the one being looked at. What a person found right is
// remembered in this browser, by place alone: it changes nothing in the document.
import { useCallback, useMemo, useState } from "react";
import type { Content, DocumentId, ElementId } from "@/api";
import { type Doubt, doubtsOf } from "./doubts";

export type Doubts = {
  open: readonly Doubt[];
  at: number;
  current: Doubt | undefined;
  choose: (key: string) => void;
  step: (by: -1 | 1) => void;
  /** Answered: the next one takes its place. */
  settle: (key: string) => void;
};

const storeKey = (id: DocumentId) => `onggi.doubts.${id}`;

function remembered(id: DocumentId): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storeKey(id)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function remember(id: DocumentId, keys: readonly string[]): void {
  try {
    localStorage.setItem(storeKey(id), JSON.stringify(keys));
  } catch {
    // A browser without room asks again next time.
  }
}

export function useDoubts(id: DocumentId, content: Content, corrected: ReadonlySet<ElementId>): Doubts {
  const [settled, setSettled] = useState<readonly string[]>(() => remembered(id));
  const [chosen, setChosen] = useState<string>();
  const open = useMemo(() => {
    const done = new Set(settled);
    return doubtsOf(content, corrected).filter(({ key }) => !done.has(key));
  }, [content, corrected, settled]);
  const at = Math.max(
    0,
    open.findIndex(({ key }) => key === chosen),
  );
  const step = useCallback(
    (by: -1 | 1) => setChosen(open[(at + by + open.length) % Math.max(1, open.length)]?.key),
    [at, open],
  );
  const settle = useCallback(
    (key: string) => {
      setChosen(open[(at + 1) % Math.max(1, open.length)]?.key);
      const all = [...settled, key];
      setSettled(all);
      remember(id, all);
    },
    [at, id, open, settled],
  );
  return { open, at, current: open[at], choose: setChosen, step, settle };
}
