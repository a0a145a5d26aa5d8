// Applications from the server: all, one, its versions, and what is done with them.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  type Application,
  type ApplicationId,
  addApplication,
  askOnce,
  changeApplication,
  type DocumentId,
  getApplication,
  getDocument,
  listApplications,
  listApplicationVersions,
  listDocuments,
  listModels,
  makeApplicationKey,
  removeApplication,
  restoreApplication,
  tryApplication,
} from "@/api";

const typingMs = 250;
const foundMax = 50;
const namedMax = 100; // ids beyond these are shown as they are

const all = ["applications", "all"];
const one = (id: ApplicationId) => ["applications", "one", id];
const versionsOf = (id: ApplicationId) => ["applications", "versions", id];

export const useApplications = () => useQuery({ queryKey: all, queryFn: ({ signal }) => listApplications(signal) });

/** Read once: what is edited is not replaced behind one's back; a save says where somebody else was faster. */
export const useApplication = (id: ApplicationId) =>
  useQuery({
    queryKey: one(id),
    queryFn: ({ signal }) => getApplication(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** As it is now, also where somebody else changed it. */
export function useReload() {
  const client = useQueryClient();
  return (id: ApplicationId) =>
    client.fetchQuery({ queryKey: one(id), queryFn: ({ signal }) => getApplication(id, signal), staleTime: 0 });
}

export const useApplicationVersions = (id: ApplicationId) =>
  useQuery({ queryKey: versionsOf(id), queryFn: ({ signal }) => listApplicationVersions(id, signal) });

export const useWriters = () =>
  useQuery({ queryKey: ["models"], queryFn: ({ signal }) => listModels(signal), staleTime: 60_000 });

function useKept() {
  const client = useQueryClient();
  return (application: Application) => {
    client.setQueryData(one(application.id), application);
    void client.invalidateQueries({ queryKey: all });
    return client.invalidateQueries({ queryKey: versionsOf(application.id) });
  };
}

export function useAddApplication() {
  const kept = useKept();
  return useMutation({ mutationFn: addApplication, onSuccess: kept });
}

type Change = { id: ApplicationId } & Parameters<typeof changeApplication>[1];

export function useChangeApplication() {
  const kept = useKept();
  return useMutation({
    mutationFn: ({ id, ...change }: Change) => changeApplication(id, change),
    onSuccess: kept,
  });
}

export function useRestoreApplication() {
  const kept = useKept();
  return useMutation({
    mutationFn: ({ id, number }: { id: ApplicationId; number: number }) => restoreApplication(id, number),
    onSuccess: kept,
  });
}

export function useRemoveApplication() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: removeApplication,
    onSuccess: () => client.invalidateQueries({ queryKey: all }),
  });
}

export const useMakeKey = () => useMutation({ mutationFn: makeApplicationKey });

/** A draft, or as it is kept. */
export const useTry = () => useMutation({ mutationFn: tryApplication });
export const useAskOnce = () => useMutation({ mutationFn: askOnce });

/** Documents to pick from, by their names. */
export function useFoundDocuments(typed: string) {
  const [name] = useDebouncedValue(typed.normalize("NFC").trim(), typingMs);
  return useQuery({
    queryKey: ["documents", "list", "to pick", name],
    queryFn: ({ signal }) => listDocuments({ name, state: "ready", limit: foundMax }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Names of documents that were picked; one that the person may not see has none. */
export function useDocumentNames(ids: readonly DocumentId[]): ReadonlyMap<DocumentId, string> {
  return useQueries({
    queries: ids.slice(0, namedMax).map((id) => ({
      queryKey: ["documents", "one", id],
      queryFn: ({ signal }: { signal: AbortSignal }) => getDocument(id, signal),
      staleTime: 60_000,
      retry: false,
    })),
    combine: (results) =>
      new Map(results.flatMap(({ data }) => (data ? [[data.id, data.name] as [DocumentId, string]] : []))),
  });
}
