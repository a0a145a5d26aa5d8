// ApiError: the one shape in which everything that goes wrong between the page and the server is known.
import type { ErrorBody, ErrorCode } from "./types";

export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly requestId: string;

  constructor(code: ErrorCode, message: string, reason = "", requestId = "") {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.reason = reason;
    this.requestId = requestId;
  }
}

function isErrorBody(value: unknown): value is ErrorBody {
  if (typeof value !== "object" || value === null || !("error" in value)) return false;
  const { error } = value;
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
}

/** From the body of a refused request; a body of another shape (a proxy's page) is judged by the status alone. */
export function errorFrom(status: number, text: string): ApiError {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (isErrorBody(body)) {
    const { code, message, reason, request_id } = body.error;
    return new ApiError(code, message, reason ?? "", request_id);
  }
  return new ApiError(codeOf(status), `HTTP ${status}`);
}

function codeOf(status: number): ErrorCode {
  if (status === 401) return "unauthenticated";
  if (status === 403) return "not_allowed";
  if (status === 404) return "not_found";
  if (status === 413) return "limit_exceeded";
  if (status === 502 || status === 503) return "unavailable";
  if (status === 504) return "timeout";
  return status >= 500 ? "internal" : "invalid_argument";
}

export const isAbort = (error: unknown) => error instanceof DOMException && error.name === "AbortError";

/** Anything thrown, as an ApiError; used where a view wants one type. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError("internal", String(error), "page");
}
