// The one place that calls fetch(). Aborts pass through as DOMException; everything else that fails becomes an ApiError.
import { ApiError, errorFrom, isAbort } from "./error";

export type Query = Record<string, string | number | boolean | string[] | undefined>;

/** Says that the request comes from this page: no form of another site can set a header. */
export const pageHeader = { "X-Onggi": "1" } as const;

export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

type Options = { body?: unknown; query?: Query | undefined; signal?: AbortSignal | undefined; accept?: string };

export async function send(method: string, path: string, options: Options = {}): Promise<Response> {
  const headers: Record<string, string> = { ...pageHeader, Accept: options.accept ?? "application/json" };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(address(path, options.query), {
      method,
      headers,
      credentials: "same-origin",
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError("unreachable", "no answer from the server");
  }
  if (!response.ok) throw errorFrom(response.status, await response.text().catch(() => ""));
  return response;
}

async function json<T>(method: string, path: string, options: Options): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError("internal", "the answer is not JSON", "page");
  }
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) => json<T>("GET", path, { query, signal });
export const post = <T>(path: string, body: unknown, signal?: AbortSignal) => json<T>("POST", path, { body, signal });
export const put = <T>(path: string, body: unknown) => json<T>("PUT", path, { body });
export const patch = <T>(path: string, body: unknown) => json<T>("PATCH", path, { body });
export const remove = (path: string, body?: unknown) => json<void>("DELETE", path, { body });
