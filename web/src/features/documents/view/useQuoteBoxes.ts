// The lines or cells of a citation on the page pictures. Until the words of a page are there, none.
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Content, type DocumentId, getPageWords } from "@/api";
import { isPaged } from "./boxes";
import { asBox, type Box, type Cited, cellBoxes, elementOf, lineBoxes, type PlacedBox } from "./cited";

const nothing: readonly PlacedBox[] = [];

export function useQuoteBoxes(id: DocumentId, content: Content | undefined, cited: Cited): readonly PlacedBox[] {
  const element = content && isPaged(content) ? elementOf(content, cited) : undefined;
  const quote = element && !element.table ? cited.quote : undefined;
  const places = quote ? (element?.places ?? []).filter(({ box }) => box) : [];
  const answers = useQueries({
    queries: places.map(({ page_index }) => ({
      queryKey: ["words", id, page_index],
      queryFn: ({ signal }: { signal: AbortSignal }) => getPageWords(id, page_index, signal),
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    })),
  });
  const words = answers.map(({ data }) => data?.words);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words are new objects on every render, their arrival is not.
  return useMemo(() => {
    if (!element) return nothing;
    if (element.table) return cellBoxes(element, cited);
    const found = places.flatMap(({ page_index, box }, at) => {
      const inside = asBox(box);
      const there = (words[at] ?? []).map(({ text, box: one }) => ({ text, box: one as Box }));
      return inside && quote
        ? lineBoxes(there, inside, quote).map((line) => ({ element: element.id, page: page_index, box: line }))
        : [];
    });
    return found.length > 0 ? found : nothing;
  }, [element, cited, words.filter(Boolean).length]);
}
