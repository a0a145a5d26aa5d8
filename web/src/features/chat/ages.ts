// Conversations by when they were last gone on with.
import type { ListedConversation } from "@/api";

export type Age = "today" | "week" | "earlier" | "shared";
const dayMs = 24 * 60 * 60 * 1000;

/** Groups that hold something, in the order in which they are shown. Today began at midnight of this place. */
export function byAge(
  conversations: readonly ListedConversation[],
  now: number,
): { age: Age; all: readonly ListedConversation[] }[] {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const ageOf = ({ own, updated_ms }: ListedConversation): Age => {
    if (!own) return "shared";
    if (updated_ms >= midnight) return "today";
    return updated_ms >= midnight - 6 * dayMs ? "week" : "earlier";
  };
  const ages: Age[] = ["today", "week", "earlier", "shared"];
  return ages
    .map((age) => ({ age, all: conversations.filter((one) => ageOf(one) === age) }))
    .filter(({ all }) => all.length > 0);
}
