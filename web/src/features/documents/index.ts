// Documents: the list, uploading, and reading one. The reader is loaded when it is first needed.
import { lazy } from "react";

export const DocumentPage = lazy(() => import("./view/DocumentPage"));
export const SourcePanel = lazy(() => import("./view/SourcePanel"));
export { documentHref } from "./href";
export { DocumentsPage } from "./list/DocumentsPage";
export { UploadProvider } from "./upload/UploadProvider";
export { useUploadsRunning } from "./upload/useUploads";
export { useChoices } from "./useChoices";
export { useChangeDocument, useDocument, useDocumentList } from "./useDocuments";
