// Asks for hits; the same question twice in a minute is answered from memory.
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { noteSearchUse, search } from "@/api";

export const hitsMax = 20;

/** What narrows a search: a condition on what is said about documents, and the day on which they held. */
export type Narrowed = { where?: string | undefined; on?: string | undefined };

export function useSearch(query: string, { where, on }: Narrowed) {
  return useQuery({
    queryKey: ["search", query, where, on],
    queryFn: ({ signal }) =>
      search({ query, limit: hitsMax, ...(where ? { where: [where] } : {}), ...(on ? { as_of: on } : {}) }, signal),
    enabled: query !== "",
    staleTime: 10_000,
    placeholderData: (previous, previousQuery) => (previousQuery?.state.error ? undefined : keepPreviousData(previous)),
  });
}

/** What is not noted is not worth a word to who only wants to read. */
export const useNoteUse = () => useMutation({ mutationFn: noteSearchUse });
