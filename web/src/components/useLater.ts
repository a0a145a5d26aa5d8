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
