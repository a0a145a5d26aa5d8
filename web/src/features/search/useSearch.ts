// Asks for hits; the same question twice in a minute is answered from memory.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { search } from "@/api";

export const hitsMax = 20;

export function useSearch(query: string) {
  return useQuery({
    queryKey: ["search", query],
    queryFn: ({ signal }) => search({ query, limit: hitsMax }, signal),
    enabled: query !== "",
    staleTime: 10_000,
    placeholderData: (previous, previousQuery) => (previousQuery?.state.error ? undefined : keepPreviousData(previous)),
  });
}
