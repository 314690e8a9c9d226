/**
 * Who is signed in. The tokens are in memory and in sessionStorage, which ends with its tab; open tabs share them by
 * messages. A new tab asks the others, so it need not sign in again; when the last tab is closed nothing is left.
 */

import { address } from "./config.js";
import { problemOf, Unreachable } from "./errors.js";
import { state } from "./state.js";

/** @typedef {{id_token: string, refresh_token?: string, expires_at: number, username: string}} Session */

const KEPT = "dreamforge.studio.session";
const EARLY_MS = 90_000;
const ANSWER_MS = 150;
const tabs = new BroadcastChannel(KEPT);
tabs.addEventListener("message", ({ data }) => hear(data));

state.session = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");

export const user = () => state.session?.username ?? null;

/** @param {Session | null} next */
function keep(next) {
  state.session = next;
  if (next) sessionStorage.setItem(KEPT, JSON.stringify(next));
  else sessionStorage.clear();
}

/** Keeps a session and has the other tabs do so. @param {Session | null} next @param {"ended" | "left"} [why] */
function share(next, why) {
  keep(next);
  tabs.postMessage({ session: next, why });
}

/** What another tab says. @param {{asks?: boolean, session?: Session | null, why?: "ended" | "left"}} message */
function hear({ asks, session = null, why }) {
  if (asks) {
    if (state.session) tabs.postMessage({ session: state.session });
    return;
  }
  const before = user();
  if (!before && !session) return;
  keep(session);
  if (before !== user()) document.dispatchEvent(new CustomEvent("session", { detail: why }));
}

/** Waits for another tab's session if this one has none. @returns {Promise<void>} */
export async function join() {
  if (state.session) return;
  tabs.postMessage({ asks: true });
  await new Promise((resolve) => {
    tabs.addEventListener("message", resolve, { once: true });
    setTimeout(resolve, ANSWER_MS);
  });
}

/**
 * Signs in, or says which challenge Cognito has first.
 * @param {string} username @param {string} password
 * @returns {Promise<{name: string, session: string} | null>}
 */
export async function signIn(username, password) {
  const answer = await post("/auth/login", { username, password });
  if (answer.challenge) return answer.challenge;
  accept(answer, username);
  return null;
}

/** @param {any} tokens @param {string} username */
export function accept(tokens, username) {
  const expires_at = Date.now() + tokens.expires_in * 1000;
  share({ id_token: tokens.id_token, refresh_token: tokens.refresh_token, expires_at, username });
  document.dispatchEvent(new CustomEvent("session"));
}

/** @param {"ended" | "left"} why */
export function signOut(why) {
  if (why === "left" && state.session?.refresh_token) revoke(state.session.id_token, state.session.refresh_token);
  share(null, why);
  document.dispatchEvent(new CustomEvent("session", { detail: why }));
}

/**
 * Has the API revoke the refresh token. Whether it does is not waited for: this tab has forgotten the session anyway.
 * @param {string} id_token @param {string} refresh_token
 */
function revoke(id_token, refresh_token) {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${id_token}` };
  const body = JSON.stringify({ refresh_token });
  fetch(address("/auth/logout"), { method: "POST", headers, body, keepalive: true }).catch(() => {});
}

/** A token that is still good, renewed when it is about to expire. @returns {Promise<string>} */
export async function token() {
  if (state.session && state.session.expires_at - Date.now() < EARLY_MS) await renew();
  return state.session?.id_token ?? "";
}

/** Gets new tokens; callers at the same time share one renewal, and so do the tabs. */
export function renew() {
  state.renewal ??= alone(renewed).finally(() => {
    state.renewal = null;
  });
  return state.renewal;
}

/** Runs `work` while no other tab does; a page without https has no locks. @param {() => Promise<void>} work */
function alone(work) {
  const before = state.session?.id_token;
  const once = () => (state.session?.id_token === before ? work() : undefined);
  return Promise.resolve(navigator.locks ? navigator.locks.request(KEPT, once) : once());
}

async function renewed() {
  if (!state.session?.refresh_token) return signOut("ended");
  const { refresh_token, username } = state.session;
  try {
    const tokens = await post("/auth/refresh", { refresh_token });
    // a user who signed out meanwhile stays signed out
    if (state.session) accept({ refresh_token, ...tokens }, username);
  } catch (error) {
    if (/** @type {any} */ (error).status !== 401) throw error;
    signOut("ended");
  }
}

/** @param {string} path @param {object} body @returns {Promise<any>} */
async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(address(path), { method: "POST", headers, body: JSON.stringify(body) }).catch((error) => {
    throw new Unreachable(error);
  });
  if (!answer.ok) throw await problemOf(answer);
  return answer.json();
}
