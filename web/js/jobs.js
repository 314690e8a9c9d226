/** Following a job to its end. */

import { get, path } from "./api.js";
import { Refused, Unreachable } from "./errors.js";

/** @typedef {{error: string, message: string}} JobError */
/**
 * @typedef {{
 *   job_id: string, kind: "create" | "generate" | "variations", state: string, progress: number, step?: string,
 *   result?: any, error?: JobError
 * }} Job
 */

/** The steps of each kind, in their order. @type {Record<string, string[]>} */
export const STEPS = {
  create: ["interpret", "design", "publish"],
  generate: ["generate", "keep"],
  variations: ["design"],
};

const FIRST_MS = 150;
const LONGEST_MS = 2000;
const GROWTH = 1.3;
const LOST_CALLS = 5;

/**
 * Asks, first often and then every two seconds, until the job has ended. A lost call is made up for by the next one.
 * @param {string} id @param {(job: Job) => void} tell @param {AbortSignal} signal
 * @returns {Promise<Job>} in the state `success` or `fail`
 */
export async function follow(id, tell, signal) {
  let pause = FIRST_MS;
  let lost = 0;
  for (;;) {
    try {
      const job = /** @type {Job} */ (await get(path`/jobs/${id}`, { signal }));
      lost = 0;
      tell(job);
      if (job.state === "success" || job.state === "fail") return job;
    } catch (error) {
      lost += 1;
      if (!passing(error) || lost > LOST_CALLS) throw error;
      pause = Math.max(pause, (error instanceof Refused ? error.retryAfter : 0) * 1000);
    }
    await sleep(pause, signal);
    pause = Math.min(pause * GROWTH, LONGEST_MS);
  }
}

/** @param {unknown} error */
const passing = (error) =>
  error instanceof Unreachable || (error instanceof Refused && [429, 502, 503, 504].includes(error.status));

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new DOMException("left", "AbortError"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
