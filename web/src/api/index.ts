export { ask } from "./ask";
export { ApiError, asApiError, isAbort } from "./error";
export { type Load, toLoad } from "./load";
export * from "./routes";
export type * from "./types";
export { type UploadOptions, uploadDocument } from "./upload";
