/** Where the API is: `config.json` next to the page says so; else one level above the page. */

import { state } from "./state.js";

/** @typedef {{api_url?: string, cognito_url?: string, client_id?: string, demo?: {username: string, password: string}}} Config */

export async function configure() {
  const answer = await fetch("config.json", { cache: "no-cache" });
  state.config = answer.ok ? await answer.json() : {};
}

/** @returns {Config} */
export const settings = () => state.config;

/** "/products" -> "https://abc.execute-api.us-east-1.amazonaws.com/dev/products". @param {string} path */
export function address(path) {
  const base = state.config.api_url ?? new URL("..", document.baseURI).href;
  return base.replace(/\/+$/, "") + path;
}
