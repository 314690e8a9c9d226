/** Where the API is. `config.json` beside the page says so; without `api_url` it is one level above the page. */

/** @typedef {{api_url?: string, place?: string, cognito_url?: string, client_id?: string}} Config */

/** @type {Config} */
let config = {};

export async function configure() {
  const answer = await fetch("config.json", { cache: "no-cache" });
  config = answer.ok ? await answer.json() : {};
}

/** @returns {Config} */
export const settings = () => config;

/** "/products" -> "https://abc.execute-api.us-east-1.amazonaws.com/dev/products". @param {string} path */
export function address(path) {
  const base = config.api_url ?? new URL("..", document.baseURI).href;
  return base.replace(/\/+$/, "") + path;
}
