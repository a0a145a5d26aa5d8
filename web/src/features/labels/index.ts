// Labels and metadata: proposals of markings, fields of the workspace, values of documents.
export { BulkValueField } from "./BulkValueField";
export { Fields } from "./Fields";
export { FieldFilter, MetadataFilter } from "./MetadataFilter";
export { MetadataForm } from "./MetadataForm";
export { Proposals } from "./Proposals";
export { useChangeDocuments, useFields, useProposals } from "./useLabels";
