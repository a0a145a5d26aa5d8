// The one chat store of the tab, and its state.
import { useSyncExternalStore } from "react";
import { ask } from "@/api";
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
