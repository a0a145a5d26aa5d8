// Prompts, their versions, and a wording checked a moment after the last change.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  approvePrompt,
  checkPrompt,
  comparePrompts,
  getPrompt,
  listModels,
  listPromptSets,
  listPrompts,
  listPromptVersions,
  type PromptTexts,
  rollBackPrompt,
  savePrompt,
  savePromptSet,
  setPromptLabel,
  tryPrompts,
} from "@/api";

const typingMs = 400;
const all = ["prompts"];
const one = (id: string, what: string) => [...all, id, what];

export const usePrompts = () => useQuery({ queryKey: [...all, "list"], queryFn: ({ signal }) => listPrompts(signal) });
export const usePrompt = (id: string) =>
  useQuery({ queryKey: one(id, "state"), queryFn: ({ signal }) => getPrompt(id, signal) });
export const usePromptVersions = (id: string) =>
  useQuery({ queryKey: one(id, "versions"), queryFn: ({ signal }) => listPromptVersions(id, signal) });
export const usePromptSets = (id: string) =>
  useQuery({ queryKey: one(id, "sets"), queryFn: ({ signal }) => listPromptSets(id, signal) });
export const useChatModels = () => useQuery({ queryKey: ["models"], queryFn: ({ signal }) => listModels(signal) });

export const useComparison = (id: string, from: number, to: number) =>
  useQuery({
    queryKey: [...one(id, "comparison"), from, to],
    queryFn: ({ signal }) => comparePrompts(id, from, to, signal),
  });

/** Whatever comes of a deed, everything about prompts is read anew: somebody else may have changed it. */
function useDeed<T, R>(deed: (wish: T) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: deed, onSettled: () => client.invalidateQueries({ queryKey: all }) });
}

export const useSavePrompt = (id: string) =>
  useDeed((wish: { texts: PromptTexts; message: string; newest: number }) => savePrompt(id, wish));
export const useSetLabel = (id: string) =>
  useDeed(({ label, number }: { label: string; number: number }) => setPromptLabel(id, label, number));
export const useRollBack = (id: string) => useDeed(() => rollBackPrompt(id));
export const useApprove = (id: string) =>
  useDeed((wish: { number: number; message: string }) => approvePrompt(id, wish));
export const useSaveSet = (id: string) =>
  useDeed(({ name, inputs }: { name: string; inputs: Parameters<typeof savePromptSet>[2] }) =>
    savePromptSet(id, name, inputs),
  );
export const useTrial = (id: string) =>
  useMutation({ mutationFn: (wish: Parameters<typeof tryPrompts>[1]) => tryPrompts(id, wish), gcTime: 0 });

export function useFindings(id: string, texts: PromptTexts) {
  const [asked] = useDebouncedValue(JSON.stringify(texts), typingMs);
  return useQuery({
    queryKey: [...one(id, "check"), asked],
    queryFn: async ({ signal }) => {
      const of = JSON.parse(asked) as PromptTexts;
      return { of, findings: (await checkPrompt(id, of, signal)).findings };
    },
    placeholderData: keepPreviousData,
    retry: false,
  });
}
