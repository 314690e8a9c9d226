/** What goes wrong between the page and the API. */

/** The API refused; the fields are those of its error shape. */
export class Refused extends Error {
  /** @param {number} status @param {any} body @param {string | null} requestId @param {number} retryAfter in seconds, 0 for none */
  constructor(status, body, requestId, retryAfter) {
    super(body?.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = /** @type {string} */ (body?.error ?? "unknown");
    this.requestId = body?.request_id ?? requestId;
    /** @type {{field?: string, message: string}[]} */
    this.details = body?.details ?? [];
    this.retryAfter = retryAfter;
  }
}

/** Nobody answered. */
export class Unreachable extends Error {
  /** @param {unknown} cause */
  constructor(cause) {
    super("unreachable", { cause });
  }
}

/** @param {Response} answer */
export async function problemOf(answer) {
  const body = await answer.json().catch(() => null);
  return new Refused(
    answer.status,
    body,
    answer.headers.get("X-Request-Id"),
    Number(answer.headers.get("Retry-After")) || 0,
  );
}

/** Whether somebody went to another page meanwhile. @param {unknown} error */
export const isAbort = (error) => error instanceof DOMException && error.name === "AbortError";
