// Fields, proposals and changes of many documents, from the server.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import {
  addMetadataField,
  changeDocuments,
  type DocumentChange,
  type DocumentId,
  decideLabelProposals,
  listLabelProposals,
  listMetadataFields,
  type MetadataField,
  removeMetadataField,
} from "@/api";

export function useFields() {
  return useQuery({
    queryKey: ["metadata-fields"],
    queryFn: ({ signal }) => listMetadataFields(signal),
    staleTime: 60_000,
  });
}

/** The field's name in the language of the page. */
export function useFieldName() {
  const { i18n } = useTranslation();
  return ({ korean, english }: Pick<MetadataField, "korean" | "english">) =>
    i18n.language.startsWith("ko") ? korean : english;
}

export function useProposals() {
  return useQuery({ queryKey: ["label-proposals"], queryFn: ({ signal }) => listLabelProposals(signal) });
}

/** What stands on the screen about documents is asked for again. */
function useFresh() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      ["documents", "label-proposals", "metadata-fields"].map((key) => client.invalidateQueries({ queryKey: [key] })),
    );
}

export function useDecide() {
  const fresh = useFresh();
  return useMutation({
    mutationFn: ({ documents, decision }: { documents: DocumentId[]; decision: "accept" | "dismiss" }) =>
      decideLabelProposals(documents, decision),
    onSuccess: fresh,
  });
}

export function useChangeDocuments() {
  const fresh = useFresh();
  return useMutation({
    mutationFn: ({ documents, change }: { documents: DocumentId[]; change: DocumentChange }) =>
      changeDocuments(documents, change),
    onSuccess: fresh,
  });
}

export function useAddField() {
  return useMutation({ mutationFn: addMetadataField, onSuccess: useFresh() });
}

export function useRemoveField() {
  return useMutation({ mutationFn: removeMetadataField, onSuccess: useFresh() });
}
