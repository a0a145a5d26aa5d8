// Keys that a page answers to.
import { useEffect, useRef } from "react";

type Key = [code: string, act: (shift: boolean) => void];

/** Keys that work wherever nothing is being typed or chosen; by their place, so that a Korean layout has them too. */
export function useKeys(keys: Key[]) {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (target.closest("input:not([type=radio]), textarea, select, [role=dialog], [role=listbox], [role=slider]"))
        return;
      if (event.code === "Enter" && target.closest("a, button")) return;
      const found = latest.current.find(([code]) => code === event.code);
      if (!found) return;
      event.preventDefault();
      found[1](event.shiftKey);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
