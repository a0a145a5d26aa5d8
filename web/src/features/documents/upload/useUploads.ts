// The one upload queue of the page and its items.
import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { cancelJob, getDocument, getJob, listJobs, uploadDocument } from "@/api";
import { onLeave } from "@/features/session";
import { isActive, UploadQueue } from "./queue";

export const UploadContext = createContext<UploadQueue | null>(null);

/** Made once for the logged-in part of the page; empties itself when the person leaves. */
export function useNewQueue(): UploadQueue {
  const client = useQueryClient();
  const [queue] = useState(
    () =>
      new UploadQueue({
        upload: uploadDocument,
        listJobs,
        getJob,
        cancelJob,
        getDocument,
        later: (run, ms) => {
          const timer = setTimeout(run, ms);
          return () => clearTimeout(timer);
        },
      }),
  );
  queue.onChanged = () => void client.invalidateQueries({ queryKey: ["documents"] });
  useEffect(() => onLeave(() => queue.reset()), [queue]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (queue.snapshot().some((item) => item.state === "waiting" || item.state === "sending")) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [queue]);
  return queue;
}

export function useUploads() {
  const queue = useContext(UploadContext);
  if (!queue) throw new Error("useUploads outside of UploadProvider");
  const items = useSyncExternalStore(queue.subscribe, queue.snapshot);
  return { queue, items };
}

export function useUploadsRunning(): number {
  return useUploads().items.filter(isActive).length;
}
