// Traces from the server: one, a list page by page, and one asked again.
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { getTrace, listTraces, replayTrace, type TraceFilter, type TraceId } from "@/api";

export const useTrace = (id: TraceId) =>
  useQuery({ queryKey: ["traces", "one", id], queryFn: ({ signal }) => getTrace(id, signal) });

export const useTraces = (filter: TraceFilter) =>
  useInfiniteQuery({
    queryKey: ["traces", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      listTraces({ ...filter, ...(pageParam === "" ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: ({ next }) => (next === "" ? undefined : next),
  });

export const useReplay = () => useMutation({ mutationFn: (id: TraceId) => replayTrace(id) });
