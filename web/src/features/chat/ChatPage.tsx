// 대화: kept on the server where the workspace keeps conversations, else in this tab alone.
import { useParams } from "@tanstack/react-router";
import { asApiError, type ConversationId } from "@/api";
import { Failure, Loading } from "@/components";
import { KeptChat } from "./KeptChat";
import { TabChat } from "./TabChat";
import { useConversations } from "./useConversations";

export function ChatPage() {
  const { id } = useParams({ strict: false }) as { id?: ConversationId };
  const list = useConversations();
  if (list.data === undefined)
    return list.error ? <Failure error={asApiError(list.error)} retry={() => void list.refetch()} /> : <Loading />;
  return list.data.kept ? <KeptChat id={id} conversations={list.data.conversations} /> : <TabChat />;
}
