// POST /api/documents with progress. XMLHttpRequest because fetch() tells nothing about the bytes that have gone out.
import { address, pageHeader } from "./client";
import { ApiError, errorFrom } from "./error";
import type { Label, Uploaded } from "./types";

export type UploadOptions = { label: Label; allow: string[] };

export function uploadDocument(
  file: Blob,
  name: string,
  options: UploadOptions,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open("POST", address("/api/documents", { name: name.normalize("NFC"), ...options }));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    for (const [header, value] of Object.entries(pageHeader)) request.setRequestHeader(header, value);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Uploaded);
      else reject(errorFrom(request.status, request.responseText));
    };
    request.onerror = () => reject(new ApiError("unreachable", "the upload broke off"));
    request.onabort = () => reject(new DOMException("the upload was cancelled", "AbortError"));
    request.onloadend = () => signal.removeEventListener("abort", stop);
    signal.addEventListener("abort", stop);
    if (signal.aborted) return reject(new DOMException("the upload was cancelled", "AbortError"));
    request.send(file);
  });
}
