// Kinds, findings page by page, and what people decide about them.
import { type InfiniteData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  type DecisionId,
  decidePersonalFindings,
  type FindingId,
  listPersonalFindings,
  listPersonalKinds,
  type PersonalFindings,
  type PersonalWish,
  resetPersonalThreshold,
  setPersonalThreshold,
  undoPersonalDecision,
} from "@/api";

const lookingMs = 2_000;
const findingsOnPage = 50;

export const useKinds = () =>
  useQuery({
    queryKey: ["personal", "kinds"],
    queryFn: ({ signal }) => listPersonalKinds(signal),
    refetchInterval: (query) => ((query.state.data?.not_looked_at ?? 0) > 0 ? lookingMs : false),
  });

export const useFindings = (state: "open" | "decided", kind: string | undefined, reason: string) =>
  useInfiniteQuery({
    queryKey: ["personal", "findings", state, kind, reason],
    queryFn: ({ signal, pageParam }) =>
      listPersonalFindings({ state, kind, reason, cursor: pageParam || undefined, limit: findingsOnPage }, signal),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next || undefined,
    retry: false,
    gcTime: 0, // values of documents do not stay behind
  });

/** Document and value of an id: "doc_1:PHONE:abc" → "PHONE:abc". */
const valuePart = (id: FindingId) => id.slice(id.indexOf(":") + 1);

export function useDecide() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: PersonalWish) => decidePersonalFindings(wish),
    // What is decided leaves the list at once: the next one is there before the server has answered.
    onMutate: ({ findings, scope }) => {
      const values = new Set(findings.map(valuePart));
      const isGone = (id: FindingId) => (scope === "workspace" ? values.has(valuePart(id)) : findings.includes(id));
      client.setQueriesData<InfiniteData<PersonalFindings>>({ queryKey: ["personal", "findings", "open"] }, (data) =>
        data
          ? {
              ...data,
              pages: data.pages.map((page) => ({ ...page, findings: page.findings.filter(({ id }) => !isGone(id)) })),
            }
          : data,
      );
    },
    onError: () => client.invalidateQueries({ queryKey: ["personal", "findings"] }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["personal", "findings", "decided"] });
      await client.invalidateQueries({ queryKey: ["personal", "kinds"] });
      await client.invalidateQueries({ queryKey: ["documents"] });
    },
  });
}

function useFresh() {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: ["personal"] });
    await client.invalidateQueries({ queryKey: ["documents"] });
  };
}

export function useUndo() {
  const fresh = useFresh();
  return useMutation({
    mutationFn: ({ decision, finding }: { decision: DecisionId; finding?: FindingId | undefined }) =>
      undoPersonalDecision(decision, finding),
    onSuccess: fresh,
  });
}

export function useThreshold() {
  const fresh = useFresh();
  return useMutation({
    mutationFn: async ({ kind, threshold }: { kind: string; threshold: number | undefined }) => {
      if (threshold === undefined) await resetPersonalThreshold(kind);
      else await setPersonalThreshold(kind, threshold);
    },
    onSuccess: fresh,
  });
}
