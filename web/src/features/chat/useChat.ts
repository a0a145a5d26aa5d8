// The one chat store of the tab, its state, and the models to ask.
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { ask, listModels } from "@/api";
import { onLeave } from "@/features/session";
import { ChatStore, currentOf } from "./store";

let store: ChatStore | undefined;

function theStore(): ChatStore {
  if (!store) {
    const made = new ChatStore(ask, sessionStorage);
    onLeave(() => made.clear());
    store = made;
  }
  return store;
}

export function useChat() {
  const chat = theStore();
  const state = useSyncExternalStore(chat.subscribe, chat.snapshot);
  return { chat, state, current: currentOf(state) };
}

export function useModels() {
  return useQuery({ queryKey: ["models"], queryFn: ({ signal }) => listModels(signal), staleTime: 60_000 });
}
