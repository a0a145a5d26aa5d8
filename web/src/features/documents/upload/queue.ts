// The upload queue: a few files travel at a time, then their jobs are followed until they are done. Lives outside React, so
// that leaving the page of documents stops nothing.
import {
  ApiError,
  asApiError,
  type DocumentDetail,
  type DocumentId,
  isAbort,
  type Job,
  type JobId,
  type Uploaded,
  type UploadOptions,
} from "@/api";

export type UploadState = "waiting" | "sending" | "working" | "done" | "unchanged" | "failed" | "cancelled";

export type UploadItem = {
  key: number;
  name: string;
  bytes: number;
  state: UploadState;
  /** Of the present step, 0..1: bytes sent, then the job's own progress. */
  progress: number;
  /** The job's stage once it runs, "queued" before. */
  stage: string;
  documentId?: DocumentId | undefined;
  jobId?: JobId | undefined;
  error?: ApiError | undefined;
};

export type PickedFile = { file: Blob; name: string };

/** What the queue needs of the world; the tests bring their own. */
export type UploadPorts = {
  upload: (
    file: Blob,
    name: string,
    options: UploadOptions,
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ) => Promise<Uploaded>;
  listJobs: () => Promise<{ jobs: Job[] }>;
  getJob: (id: JobId) => Promise<Job>;
  cancelJob: (id: JobId) => Promise<void>;
  getDocument: (id: DocumentId) => Promise<DocumentDetail>;
  /** Calls `run` after `ms`; gives a way to call it off. */
  later: (run: () => void, ms: number) => () => void;
};

export const uploadsAtOnce = 3;
export const pollMs = 1000;

type Entry = { item: UploadItem; picked: PickedFile; options: UploadOptions; abort?: AbortController };

const active: ReadonlySet<UploadState> = new Set(["waiting", "sending", "working"]);
export const isActive = (item: UploadItem) => active.has(item.state);

export class UploadQueue {
  private entries: Entry[] = [];
  private items: readonly UploadItem[] = [];
  private listeners = new Set<() => void>();
  private nextKey = 1;
  private stopPolling: (() => void) | undefined;

  constructor(
    private readonly ports: UploadPorts,
    /** The largest file that the server takes; Infinity until it is known. */
    private bytesMax = Number.POSITIVE_INFINITY,
    /** Called when a document has changed on the server. */
    public onChanged: () => void = () => {},
  ) {}

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  readonly snapshot = () => this.items;

  setBytesMax(bytes: number): void {
    this.bytesMax = bytes;
  }

  add(files: readonly PickedFile[], options: UploadOptions): void {
    for (const picked of files) {
      const item: UploadItem = {
        key: this.nextKey++,
        name: picked.name,
        bytes: picked.file.size,
        state: "waiting",
        progress: 0,
        stage: "",
      };
      this.entries.push({ item, picked, options });
    }
    this.go();
  }

  retry(key: number): void {
    const entry = this.find(key);
    if (!entry || isActive(entry.item)) return;
    this.change(entry, { state: "waiting", progress: 0, stage: "", error: undefined, jobId: undefined });
    this.go();
  }

  retryFailed(): void {
    for (const { item } of [...this.entries]) if (item.state === "failed") this.retry(item.key);
  }

  cancel(key: number): void {
    const entry = this.find(key);
    if (!entry || !isActive(entry.item)) return;
    entry.abort?.abort();
    const { jobId } = entry.item;
    this.change(entry, { state: "cancelled", progress: 0 });
    // The job may have ended in this very moment: then there is nothing left to cancel.
    if (jobId)
      void this.ports
        .cancelJob(jobId)
        .catch(() => undefined)
        .finally(() => this.onChanged());
    this.go();
  }

  clearFinished(): void {
    this.entries = this.entries.filter(({ item }) => isActive(item));
    this.publish();
  }

  /** Stops everything and forgets it: the person has left. */
  reset(): void {
    for (const { abort } of this.entries) abort?.abort();
    this.entries = [];
    this.stopPolling?.();
    this.stopPolling = undefined;
    this.publish();
  }

  private find = (key: number) => this.entries.find(({ item }) => item.key === key);

  private change(entry: Entry, change: Partial<UploadItem>): void {
    entry.item = { ...entry.item, ...change };
    this.publish();
  }

  private publish(): void {
    this.items = this.entries.map(({ item }) => item);
    for (const listener of this.listeners) listener();
  }

  private go(): void {
    const sending = this.entries.filter(({ item }) => item.state === "sending").length;
    const waiting = this.entries.filter(({ item }) => item.state === "waiting");
    for (const entry of waiting.slice(0, uploadsAtOnce - sending)) void this.sendOne(entry);
    this.publish();
  }

  private async sendOne(entry: Entry): Promise<void> {
    const abort = new AbortController();
    entry.abort = abort;
    this.change(entry, { state: "sending" });
    try {
      if (entry.item.bytes > this.bytesMax)
        throw new ApiError("limit_exceeded", "the file is over upload_bytes_max", "upload_too_large");
      if (entry.item.bytes === 0) throw new ApiError("bad_input", "the file is empty", "empty_file");
      const report = (progress: number) => entry.item.state === "sending" && this.change(entry, { progress });
      const uploaded = await this.ports.upload(
        entry.picked.file,
        entry.picked.name,
        entry.options,
        report,
        abort.signal,
      );
      this.sent(entry, uploaded);
    } catch (error) {
      if (!isAbort(error) && entry.item.state === "sending")
        this.change(entry, { state: "failed", error: asApiError(error) });
    }
    this.go();
  }

  private sent(entry: Entry, uploaded: Uploaded): void {
    const ids = { documentId: uploaded.document_id, jobId: uploaded.job_id || undefined };
    // Cancelled while the answer was under way: the server has the file, so its job is stopped too.
    if (entry.item.state !== "sending") {
      if (ids.jobId) void this.ports.cancelJob(ids.jobId).catch(() => undefined);
      return;
    }
    if (ids.jobId) this.change(entry, { ...ids, state: "working", progress: 0, stage: "queued" });
    else this.change(entry, { ...ids, state: uploaded.what === "unchanged" ? "unchanged" : "done" });
    this.onChanged();
    this.poll();
  }

  private poll(): void {
    if (this.stopPolling || !this.entries.some(({ item }) => item.state === "working")) return;
    this.stopPolling = this.ports.later(() => {
      void this.follow().finally(() => {
        this.stopPolling = undefined;
        this.poll();
      });
    }, pollMs);
  }

  private async follow(): Promise<void> {
    // One request for all of them; a server that does not answer now is asked again in a second.
    const jobs = await this.ports.listJobs().then(
      (list) => list.jobs,
      () => undefined,
    );
    if (!jobs) return;
    const known = new Map(jobs.map((job) => [job.id, job]));
    for (const entry of this.entries.filter(({ item }) => item.state === "working")) {
      const { jobId } = entry.item;
      const job = jobId && (known.get(jobId) ?? (await this.ports.getJob(jobId).catch(() => undefined)));
      if (job && entry.item.state === "working") await this.see(entry, job);
    }
  }

  private async see(entry: Entry, job: Job): Promise<void> {
    switch (job.state) {
      case "queued":
        return this.change(entry, { stage: "queued", progress: 0 });
      case "running":
        return this.change(entry, { stage: job.stage || "working", progress: job.progress });
      case "done":
        this.change(entry, { state: "done", progress: 1 });
        break;
      case "cancelled":
        this.change(entry, { state: "cancelled" });
        break;
      case "failed":
        this.change(entry, { state: "failed", error: await this.why(job) });
    }
    this.onChanged();
  }

  /** The document knows the reason in full; the job only the code. */
  private async why(job: Job): Promise<ApiError> {
    const document = job.document_id ? await this.ports.getDocument(job.document_id).catch(() => undefined) : undefined;
    const error = document?.error ?? (job.error ? { ...job.error, reason: "" } : undefined);
    return new ApiError((error?.code ?? "internal") as ApiError["code"], error?.message ?? "", error?.reason ?? "");
  }
}
