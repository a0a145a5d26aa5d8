// Why a document is not found: asked for when somebody wants to know, since the server searches two or three times for it.
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { type DocumentId, explainAbsence, getDocument, listDocuments } from "@/api";
import { hitsMax, type Narrowed } from "./useSearch";

const documentsShown = 50;

/** Documents in any state whose name holds this: what is still being read, or failed, is missed as well. */
export const useDocumentsNamed = (name: string, enabled: boolean) =>
  useQuery({
    queryKey: ["documents", "list", "missed", name],
    queryFn: ({ signal }) => listDocuments({ name: name.normalize("NFC"), limit: documentsShown }, signal),
    placeholderData: keepPreviousData,
    enabled,
  });

/** The document under which another one is found, as far as one may see it. */
export const useInstead = (id: string) =>
  useQuery({
    queryKey: ["documents", "one", id],
    queryFn: ({ signal }) => getDocument(id as DocumentId, signal),
    enabled: id !== "",
    retry: false,
  });

export type Missed = { document: DocumentId; person: string };

export const useWhy = (query: string, { where, on }: Narrowed) =>
  useMutation({
    mutationFn: ({ document, person }: Missed) =>
      explainAbsence({
        query,
        limit: hitsMax,
        document_id: document,
        ...(where ? { where: [where] } : {}),
        ...(on ? { as_of: on } : {}),
        ...(person ? { as: person } : {}),
      }),
  });
