// Goes to an address of the page.
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";

export function useGo(): (href: string) => void {
  const router = useRouter();
  return useCallback((href) => router.history.push(href), [router]);
}
