/** Who is signed in. The tokens stay in this tab, in memory and in sessionStorage. */

import { address } from "./config.js";
import { problemOf, Unreachable } from "./errors.js";
import { state } from "./state.js";

/** @typedef {{id_token: string, refresh_token?: string, expires_at: number, username: string}} Session */

const KEPT = "dreamforge.studio.session";
const EARLY_MS = 90_000;

state.session = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");

export const user = () => state.session?.username ?? null;

/** @param {Session | null} next */
function keep(next) {
  state.session = next;
  if (next) sessionStorage.setItem(KEPT, JSON.stringify(next));
  else sessionStorage.removeItem(KEPT);
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
  keep({ id_token: tokens.id_token, refresh_token: tokens.refresh_token, expires_at, username });
  document.dispatchEvent(new CustomEvent("session"));
}

/** @param {"ended" | "left"} why */
export function signOut(why) {
  if (why === "left" && state.session?.refresh_token) revoke(state.session.id_token, state.session.refresh_token);
  keep(null);
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

/** Gets new tokens; callers at the same time share one renewal. */
export function renew() {
  state.renewal ??= renewed().finally(() => {
    state.renewal = null;
  });
  return state.renewal;
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
