// What the owner of a conversation does in it: ask, ask again, judge, go on with one of several answers.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type ApiError,
  asApiError,
  type ConversationId,
  type KeptExchange,
  type Rating,
  startConversation,
} from "@/api";
import { announce, useGo } from "@/components";
import type { Wish } from "./asking";
import { type Choice, useLookAgain } from "./choices";
import type { Version } from "./threads";
import { useAsking, useChangeConversation, useRateExchange } from "./useConversations";

type Of = {
  id: ConversationId | undefined;
  exchanges: readonly KeptExchange[];
  busy: boolean;
  choices: readonly Choice[];
  usual: string;
};

export function useDoings({ id, exchanges, busy, choices, usual }: Of) {
  const { t } = useTranslation();
  const go = useGo();
  const { asking } = useAsking();
  const rate = useRateExchange(id);
  const change = useChangeConversation();
  const lookAgain = useLookAgain();
  const [refused, setRefused] = useState<ApiError>();
  const after = Math.max(0, ...exchanges.map(({ number }) => number));
  const send = async (wish: Wish) => {
    announce(t("chat.answering"));
    const state = await asking.send(wish);
    announce(t(state === "stopped" ? "chat.stopped" : "chat.answered"));
    if (state === "failed") lookAgain();
  };
  const start = async (question: string) => {
    setRefused(undefined);
    try {
      const { id: conversation } = await startConversation();
      void send({ conversation, question, after: 0 });
      go(`/chat/${conversation}`);
    } catch (error) {
      setRefused(asApiError(error));
    }
  };
  const failure = rate.error ?? change.error;
  return {
    busy,
    choices,
    usual,
    failed: refused ?? (failure ? asApiError(failure) : undefined),
    onSend: (question: string) => void (id ? send({ conversation: id, question, after }) : start(question)),
    onAgain: ({ number, question }: Version, chosen: string | undefined) => {
      const isGone = chosen && !choices.some(({ value }) => value === chosen);
      if (id) void send({ conversation: id, question, after, again: number, model: isGone ? undefined : chosen });
    },
    onRate: (number: number, rating: Rating) => rate.mutate({ number, rating }),
    onContinue: (number: number) => {
      if (!id) return;
      const first = exchanges.find((one) => one.number === number)?.first_number ?? number;
      change.mutate({ id, change: { continue_with: number } }, { onSuccess: () => asking.settle(id, first) });
    },
  };
}
