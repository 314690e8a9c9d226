/**
 * What costs something is ordered once: its Idempotency-Key stays with its text until the outcome is known, over a
 * broken connection, a reload and other pages. The same text again is then the same order.
 */

import { get, path, post } from "./api.js";
import { Refused } from "./errors.js";

/** @typedef {{text: string, key: string, job?: string}} Order */

const KEPT = "dreamforge.studio.orders";
/** After these the service may have done it all the same, or be doing it. */
const UNKNOWN = [409, 500, 502, 503, 504];

/** @returns {Order[]} */
const open = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
/** @param {Order[]} orders */
const keep = (orders) => sessionStorage.setItem(KEPT, JSON.stringify(orders));

/**
 * Orders by a POST, or finds the order of the same text whose outcome is not known yet.
 * @param {string} to @param {any} body @param {"job_id" | "task_id" | "request_id"} name how the answer names the job
 * @param {Record<string, string>} [headers] @param {AbortSignal} [signal]
 * @returns {Promise<string>} the job's id
 */
export async function send(to, body, name, headers = {}, signal) {
  const text = JSON.stringify([to, body]);
  const before = open().find((each) => each.text === text);
  if (before?.job && (await isRunning(before.job, signal))) return before.job;
  const order = before && !before.job ? before : { text, key: crypto.randomUUID() };
  const others = open().filter((each) => each.text !== text);
  keep([...others, order]);
  try {
    const job = (await post(to, body, { headers: { ...headers, "Idempotency-Key": order.key }, signal }))[name];
    keep([...others, { ...order, job }]);
    return job;
  } catch (error) {
    if (error instanceof Refused && !UNKNOWN.includes(error.status)) keep(others);
    throw error;
  }
}

/**
 * Sends something that takes effect at once: again with the same key while the outcome is not known.
 * @param {string} to @param {any} body
 */
export async function once(to, body) {
  const sent = await send(to, body, "request_id");
  settle(sent);
}

/** The outcome of a job is known. @param {string} job */
export const settle = (job) => keep(open().filter((each) => each.job !== job));

/** @param {string} job @param {AbortSignal} [signal] */
async function isRunning(job, signal) {
  try {
    return !["success", "fail"].includes((await get(path`/jobs/${job}`, { signal })).state);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return false;
    throw error;
  }
}
