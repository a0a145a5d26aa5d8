// Sources: asked for, and asked again while one of them is being looked through.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  addSource,
  changeSource,
  listSourceItems,
  listSources,
  type NewSource,
  removeSource,
  runSource,
  type SourceChange,
  type SourceId,
} from "@/api";

const workingMs = 1_500;
const restingMs = 15_000;

export const useSources = () =>
  useQuery({
    queryKey: ["sources"],
    queryFn: ({ signal }) => listSources(signal),
    refetchInterval: ({ state }) => (state.data?.sources.some(({ job_id }) => job_id !== "") ? workingMs : restingMs),
  });
export const useFailedItems = (id: SourceId) =>
  useQuery({ queryKey: ["sources", id, "failed"], queryFn: ({ signal }) => listSourceItems(id, signal) });

function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }) });
}

export const useAddSource = () => useChange((source: NewSource) => addSource(source));
export const useChangeSource = () =>
  useChange(({ id, change }: { id: SourceId; change: SourceChange }) => changeSource(id, change));
export const useRemoveSource = () => useChange((id: SourceId) => removeSource(id));
export const useRunSource = () => useChange((id: SourceId) => runSource(id));
