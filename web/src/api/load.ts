// Load<T>: what a view is given instead of a query, so that it runs in a test without a server and shows every state.
import { type ApiError, asApiError } from "./error";

export type Load<T> =
  | { state: "loading" }
  | { state: "failed"; error: ApiError; retry?: () => void }
  | { state: "ready"; data: T };

type QueryLike<T> = { data: T | undefined; error: unknown; refetch: () => unknown };

/** Data that is already there stays on the screen even when a later refresh failed. */
export function toLoad<T>(query: QueryLike<T>): Load<T> {
  if (query.data !== undefined) return { state: "ready", data: query.data };
  if (query.error) return { state: "failed", error: asApiError(query.error), retry: () => void query.refetch() };
  return { state: "loading" };
}
