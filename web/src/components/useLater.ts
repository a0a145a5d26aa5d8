// Waits before something is shown, so that quick answers bring no flashing spinner.
import { useEffect, useState } from "react";

export function useLater(delayMs = 150): boolean {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), delayMs);
    return () => clearTimeout(timer);
  }, [delayMs]);
  return due;
}

/** True once `busy` has lasted for `delayMs`: quick work never flashes. */
export function useLasting(busy: boolean, delayMs = 150): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!busy) return setLasts(false);
    const timer = setTimeout(() => setLasts(true), delayMs);
    return () => clearTimeout(timer);
  }, [busy, delayMs]);
  return busy && lasts;
}
