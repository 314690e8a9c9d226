/** The API, as any client of it calls it. */

import { address } from "./config.js";
import { isAbort, problemOf, Refused, Unreachable } from "./errors.js";
import { renew, signOut, token, user } from "./session.js";

/** @typedef {{body?: any, query?: Record<string, any>, headers?: Record<string, string>, signal?: AbortSignal}} Options */

const FEW_CALLS = 10;

/** @param {string} path @param {Options} [options] */
export const get = (path, options) => json("GET", path, options);
/** @param {string} path @param {any} body @param {Options} [options] */
export const post = (path, body, options) => json("POST", path, { ...options, body });
/** @param {string} path @param {any} body */
export const patch = (path, body) => json("PATCH", path, { body });
/** @param {string} path */
export const remove = (path) => json("DELETE", path);

/** path`/products/${id}`: what is put in cannot lead elsewhere. @param {TemplateStringsArray} parts @param {...string} ids */
export const path = (parts, ...ids) => String.raw(parts, ...ids.map(encodeURIComponent));

/** @param {string} method @param {string} path @param {Options} [options] @returns {Promise<any>} */
async function json(method, path, options) {
  const answer = await call(method, path, options);
  return answer.status === 204 ? null : answer.json();
}

/**
 * One call with the caller's token, which is renewed once if it is refused.
 * @param {string} method @param {string} path @param {Options} [options]
 * @returns {Promise<Response>}
 */
async function call(method, path, options = {}) {
  let answer = await send(method, path, options);
  if (answer.status === 401 && user()) {
    await renew();
    answer = await send(method, path, options);
  }
  tellQuota(answer.headers);
  if (answer.ok) return answer;
  if (answer.status === 401 && user()) signOut("ended");
  throw await problemOf(answer);
}

/** @param {string} method @param {string} path @param {Options} options */
async function send(method, path, { body, query = {}, headers = {}, signal }) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const asked = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  const all = {
    Authorization: `Bearer ${await token()}`,
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    ...headers,
  };
  const url = address(path) + (asked ? `?${asked}` : "");
  try {
    return await fetch(url, {
      method,
      headers: all,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    throw isAbort(error) ? error : new Unreachable(error);
  }
}

/** @param {Headers} headers */
function tellQuota(headers) {
  const left = headers.get("RateLimit-Remaining");
  if (left === null || Number(left) > FEW_CALLS) return;
  const detail = { left: Number(left), seconds: Number(headers.get("RateLimit-Reset")) };
  document.dispatchEvent(new CustomEvent("quota", { detail }));
}

/**
 * A question's answer while it is given: `start`, any number of `delta`, then `end`. A server that does not stream
 * answers JSON; that becomes the same events.
 * @param {any} body @param {(name: string, data: any) => void} on @param {AbortSignal} signal
 */
export async function ask(body, on, signal) {
  const headers = { Accept: "text/event-stream, application/json;q=0.9" };
  const answer = await call("POST", "/chat", { body, headers, signal });
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/event-stream")) {
    const whole = await answer.json();
    on("start", whole);
    on("delta", { text: whole.answer });
    on("end", whole);
    return;
  }
  let ended = false;
  for await (const [name, data] of events(answer)) {
    if (name === "error") throw new Refused(0, data, null, 0);
    ended ||= name === "end";
    on(name, data);
  }
  if (!ended) throw new Unreachable("the stream broke off");
}

/** `event: delta\ndata: {"text":"a"}\n\n` -> ["delta", {text: "a"}]. @param {Response} answer */
async function* events(answer) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read().catch((error) => {
      throw isAbort(error) ? error : new Unreachable(error);
    });
    const blocks = (rest + decoder.decode(value, { stream: !done })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const lines = block.split("\n");
      const name = lines.find((line) => line.startsWith("event: "))?.slice(7);
      const data = lines
        .filter((line) => line.startsWith("data: "))
        .map((line) => line.slice(6))
        .join("\n");
      if (name && data) yield/** @type {[string, any]} */ ([name, JSON.parse(data)]);
    }
    if (done) return;
  }
}
