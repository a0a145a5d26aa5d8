// Rules, the policy in use, those before it, and a text tried a moment after the last change.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { changeGuards, type GuardPlace, type GuardPolicy, getGuards, listGuardVersions, tryGuards } from "@/api";

const typingMs = 400;
const inUse = ["guards", "in use"];
const versions = ["guards", "versions"];

export const useGuards = () => useQuery({ queryKey: inUse, queryFn: ({ signal }) => getGuards(signal) });

export const useGuardVersions = () =>
  useQuery({ queryKey: versions, queryFn: ({ signal }) => listGuardVersions(signal) });

/** Whatever comes of it, what is in use is read anew: somebody else may have changed it. */
export function useChangeGuards() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: changeGuards,
    onSuccess: (guards) => client.setQueryData(inUse, guards),
    onError: () => client.invalidateQueries({ queryKey: inUse }),
    onSettled: () => client.invalidateQueries({ queryKey: versions }),
  });
}

export function useTriedGuards(text: string, place: GuardPlace, policy: GuardPolicy) {
  const [asked] = useDebouncedValue(JSON.stringify({ text, place, policy }), typingMs);
  return useQuery({
    queryKey: ["guards", "try", asked],
    queryFn: async ({ signal }) => {
      const wish = JSON.parse(asked) as Parameters<typeof tryGuards>[0];
      return { of: wish.text, place: wish.place, found: await tryGuards(wish, signal) };
    },
    enabled: text.trim() !== "" && (JSON.parse(asked) as { text: string }).text.trim() !== "",
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0, // what is tried may hold personal data: nothing of it stays behind
  });
}
