// Documents from the server: the list, one of them, its content, and the changes.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  changeDocument,
  type DocumentChange,
  type DocumentFilter,
  type DocumentId,
  deleteDocument,
  getContent,
  getDocument,
  getStatus,
  listDocuments,
} from "@/api";

const refreshMs = 2000;

export function useStatus() {
  return useQuery({ queryKey: ["status"], queryFn: ({ signal }) => getStatus(signal), staleTime: 60_000 });
}

/** Asks again every two seconds while something in it is still being worked on. */
export function useDocumentList(filter: DocumentFilter) {
  return useQuery({
    queryKey: ["documents", "list", filter],
    queryFn: ({ signal }) => listDocuments(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.documents.some((one) => one.state === "queued") ? refreshMs : false),
  });
}

export function useDocument(id: DocumentId) {
  return useQuery({
    queryKey: ["documents", "one", id],
    queryFn: ({ signal }) => getDocument(id, signal),
    refetchInterval: ({ state }) => (state.data?.state === "queued" ? refreshMs : false),
  });
}

/** `version`: the document's updated_ms, so that a changed document is read anew. `unmasked`: as getContent's. */
export function useContent(id: DocumentId, version: number | undefined, enabled: boolean, unmasked?: string) {
  return useQuery({
    queryKey: ["content", id, version, unmasked],
    queryFn: ({ signal }) => getContent(id, unmasked, signal),
    // The same document a moment later: what is being read, or corrected, stays on the screen meanwhile.
    placeholderData: (earlier, query) => (query?.queryKey[1] === id ? earlier : undefined),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: unmasked === undefined ? 60_000 : 0,
    enabled,
  });
}

export function useDeleteDocument() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: deleteDocument,
    onSuccess: () => client.invalidateQueries({ queryKey: ["documents", "list"] }),
  });
}

export function useChangeDocument() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: DocumentId; change: DocumentChange }) => changeDocument(id, change),
    onSuccess: (document) => {
      client.setQueryData(["documents", "one", document.id], document);
      return client.invalidateQueries({ queryKey: ["documents", "list"] });
    },
  });
}
