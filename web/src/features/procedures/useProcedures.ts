// Procedures from the server. Each step answers with where the procedure stands then.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  addProcedureStep,
  applyProcedure,
  type DocumentId,
  drawProcedureSample,
  getProcedure,
  getProcedureSample,
  listDocuments,
  listProcedures,
  type NewProcedure,
  type Procedure,
  type ProcedureId,
  type ProcedureStep,
  startProcedure,
} from "@/api";

const runningMs = 1_000;
export const documentsShown = 200;

export const isRunning = (run: Procedure["run"]) => run?.state === "queued" || run?.state === "running";

export const useProcedureList = () =>
  useQuery({ queryKey: ["procedures", "list"], queryFn: ({ signal }) => listProcedures(signal) });

export const useProcedure = (id: ProcedureId) =>
  useQuery({
    queryKey: ["procedures", "one", id],
    queryFn: ({ signal }) => getProcedure(id, signal),
    refetchInterval: ({ state }) => (isRunning(state.data?.run ?? null) ? runningMs : false),
  });

/** Texts of the sample that nobody marked yet; they do not stay behind. */
export const useSample = (id: ProcedureId, enabled: boolean) =>
  useQuery({
    queryKey: ["procedures", "sample", id],
    queryFn: ({ signal }) => getProcedureSample(id, signal),
    enabled,
    gcTime: 0,
    staleTime: 0,
  });

export const useChoosable = (name: string) =>
  useQuery({
    queryKey: ["documents", "list", "choosable", name],
    queryFn: ({ signal }) => listDocuments({ name, limit: documentsShown }, signal),
    placeholderData: keepPreviousData,
  });

export function useStart() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (start: NewProcedure) => startProcedure(start),
    onSuccess: (procedure) => {
      client.setQueryData(["procedures", "one", procedure.id], procedure);
      return client.invalidateQueries({ queryKey: ["procedures", "list"] });
    },
  });
}

export function useStep(id: ProcedureId) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: ProcedureStep) => addProcedureStep(id, step),
    onSuccess: (procedure) => {
      client.setQueryData(["procedures", "one", id], procedure);
      return client.invalidateQueries({ queryKey: ["procedures", "list"] });
    },
  });
}

export function useApply(id: ProcedureId) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (documents: DocumentId[]) => applyProcedure(id, documents),
    onSuccess: () => client.invalidateQueries({ queryKey: ["procedures"] }),
  });
}

export function useDraw(id: ProcedureId) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ rate, seed }: { rate: number; seed: string }) =>
      drawProcedureSample(id, { rate_max: rate, ...(seed === "" ? {} : { seed }) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["procedures"] }),
  });
}
