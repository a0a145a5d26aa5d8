// Kept conversations: the list, a search in them, one of them, and what is done with it.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import {
  ask,
  type ConversationChange,
  type ConversationId,
  changeConversation,
  findConversations,
  getConversation,
  type KeptConversation,
  listConversations,
  type Rating,
  rateExchange,
  removeConversation,
} from "@/api";
import { onLeave } from "@/features/session";
import { Asking } from "./asking";

const typingMs = 300;
const lookAgainMs = 2_000;
const all = ["conversations"];
const one = (id: ConversationId | undefined) => ["conversation", id];

export const useConversations = () =>
  useQuery({ queryKey: all, queryFn: ({ signal }) => listConversations(signal), staleTime: 10_000 });

export function useFoundConversations(words: string) {
  const [asked] = useDebouncedValue(words.trim(), typingMs);
  return useQuery({
    queryKey: [...all, "found", asked],
    queryFn: async ({ signal }) => (await findConversations(asked, signal)).conversations,
    enabled: asked !== "" && words.trim() !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}

/** Read again while somewhere else a question of it is being answered. */
export const useConversation = (id: ConversationId | undefined) =>
  useQuery({
    queryKey: one(id),
    queryFn: ({ signal }) => getConversation(id as ConversationId, signal),
    enabled: id !== undefined,
    retry: false,
    refetchInterval: ({ state }) =>
      state.data?.exchanges.some((exchange) => exchange.state === "asking") ? lookAgainMs : false,
  });

export function useChangeConversation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: ConversationId; change: ConversationChange }) => changeConversation(id, change),
    onSuccess: (changed) => {
      client.setQueryData(one(changed.id), changed);
      return client.invalidateQueries({ queryKey: all });
    },
  });
}

export function useRemoveConversation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: removeConversation,
    onSuccess: (_, id) => {
      client.removeQueries({ queryKey: one(id) });
      return client.invalidateQueries({ queryKey: all });
    },
  });
}

export function useRateExchange(id: ConversationId | undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ number, rating }: { number: number; rating: Rating }) =>
      rateExchange(id as ConversationId, number, rating),
    onSuccess: (_, { number, rating: { rating, reasons = [], note = "" } }) =>
      client.setQueryData(
        one(id),
        (old: KeptConversation | undefined) =>
          old && {
            ...old,
            exchanges: old.exchanges.map((exchange) =>
              exchange.number === number ? { ...exchange, rating, reasons, note } : exchange,
            ),
          },
      ),
  });
}

let asking: Asking | undefined;

function theAsking(client: QueryClient): Asking {
  if (!asking) {
    const made = new Asking(ask, async (id) => {
      void client.invalidateQueries({ queryKey: all });
      await client.cancelQueries({ queryKey: one(id) }); // what is on its way may be older than the end
      const read = await client.fetchQuery({ queryKey: one(id), queryFn: () => getConversation(id), staleTime: 0 });
      return read.exchanges;
    });
    onLeave(() => made.clear());
    asking = made;
  }
  return asking;
}

export function useAsking() {
  const made = theAsking(useQueryClient());
  return { asking: made, state: useSyncExternalStore(made.subscribe, made.snapshot) };
}
