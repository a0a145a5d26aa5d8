// Clusters, two members beside each other, and decisions; a decision asks for everything anew.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  compareDuplicates,
  type DecisionId,
  type DocumentId,
  type DuplicateWish,
  decideDuplicates,
  listDuplicateDecisions,
  listDuplicates,
  undoDuplicateDecision,
} from "@/api";

export const clustersOnPage = 50;
const comparingMs = 2_000;

export const useClusters = (threshold: number, page: number) =>
  useQuery({
    queryKey: ["duplicates", "list", threshold, page],
    queryFn: ({ signal }) =>
      listDuplicates({ threshold, limit: clustersOnPage, offset: (page - 1) * clustersOnPage }, signal),
    refetchInterval: (query) => (query.state.data?.comparing ? comparingMs : false),
  });

export const useComparison = (id: DocumentId, threshold: number, left: DocumentId, right: DocumentId) =>
  useQuery({
    queryKey: ["duplicates", "texts", id, threshold, left, right],
    queryFn: ({ signal }) => compareDuplicates(id, { threshold, left, right }, signal),
    retry: false,
    gcTime: 0, // texts of documents do not stay behind
  });

export const useDecisions = (enabled: boolean) =>
  useQuery({
    queryKey: ["duplicates", "decisions"],
    queryFn: ({ signal }) => listDuplicateDecisions(signal),
    enabled,
  });

function useFresh() {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: ["duplicates"] });
    await client.invalidateQueries({ queryKey: ["documents"] });
  };
}

export function useDecide() {
  const fresh = useFresh();
  return useMutation({
    mutationFn: ({ id, wish }: { id: DocumentId; wish: DuplicateWish }) => decideDuplicates(id, wish),
    onSuccess: fresh,
  });
}

export function useUndo() {
  const fresh = useFresh();
  return useMutation({ mutationFn: (id: DecisionId) => undoDuplicateDecision(id), onSuccess: fresh });
}
