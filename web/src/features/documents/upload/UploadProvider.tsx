// Gives the page its upload queue.
import type { ReactNode } from "react";
import { UploadContext, useNewQueue } from "./useUploads";

export function UploadProvider({ children }: { children: ReactNode }) {
  const queue = useNewQueue();
  return <UploadContext value={queue}>{children}</UploadContext>;
}
