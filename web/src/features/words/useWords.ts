// Words, groups and proposals, from the server.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { changeWords, dismissWordProposal, listWords, proposeWords, type WordsChange } from "@/api";

const followMs = 1_000; // while documents are analysed again
const typingMs = 300;

/** What was typed, once nobody types any more. */
export function useTyped(typed: string) {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}

export function useWords(contains: string) {
  return useQuery({
    queryKey: ["words", contains],
    queryFn: ({ signal }) => listWords(contains, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.progress.following ? followMs : false),
  });
}

/** Reads documents for seconds: only when somebody asks for it. */
export function useWordProposals(wanted: boolean) {
  return useQuery({
    queryKey: ["word-proposals"],
    queryFn: ({ signal }) => proposeWords(signal),
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useChangeWords() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: WordsChange) => changeWords(change),
    onSuccess: () => client.invalidateQueries({ queryKey: ["words"] }),
  });
}

export function useDismissProposal() {
  return useMutation({ mutationFn: dismissWordProposal });
}
