/** Three languages: the browser's, until somebody chooses another. */

import { retell } from "./dom.js";
import { state } from "./state.js";

/** @typedef {keyof typeof import("./words/en.js").words} Key */

const KEPT = "dreamforge.studio.language";

export const CURRENCIES = ["USD", "EUR", "MXN", "COP", "BRL", "ARS", "CLP", "PEN", "GBP", "JPY"];
export const LANGUAGES = { es: "Español", pt: "Português", en: "English" };

state.language = known(localStorage.getItem(KEPT)) ?? navigator.languages.map(known).find(Boolean) ?? "en";

/** "es-CO" -> "es"; "fr" -> undefined. @param {string | null} code */
function known(code) {
  const short = (code ?? "").slice(0, 2).toLowerCase();
  return short in LANGUAGES ? short : undefined;
}

export const language = () => state.language;

/** Fetches the words of the reader's language; only those. @param {string} [code] */
export async function learn(code = state.language) {
  state.words = (await import(`./words/${code}.js`)).words;
  state.language = code;
  document.documentElement.lang = code;
}

/** @param {string} code one of LANGUAGES */
export async function speak(code) {
  await learn(code);
  localStorage.setItem(KEPT, code);
  retell(document.documentElement);
  document.dispatchEvent(new CustomEvent("language"));
}

/**
 * "Price of {title}" with {title: "Sun"} -> "Price of Sun".
 * @param {Key} key @param {Record<string, string | number>} [facts]
 */
export function t(key, facts = {}) {
  return state.words[key].replace(/\{(\w+)\}/g, (whole, name) => String(facts[name] ?? whole));
}

/** Whether there is a text of this name. @param {string} key @returns {key is Key} */
export const has = (key) => key in state.words;

/** The key in its form for `n`: `left.one`, `left.other`. @param {string} stem @param {number} n */
export function counted(stem, n) {
  const form = `${stem}.${new Intl.PluralRules(state.language).select(n)}`;
  return t(/** @type {Key} */ (has(form) ? form : `${stem}.other`), {
    n: new Intl.NumberFormat(state.language).format(n),
  });
}

/** Digits behind the point: 2 for USD, 0 for JPY. @param {string} currency */
export function digits(currency) {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** @param {number} cents in minor units @param {string} currency */
export function money(cents, currency) {
  return new Intl.NumberFormat(state.language, { style: "currency", currency }).format(cents / 10 ** digits(currency));
}

/** @param {string} iso */
export function day(iso) {
  return new Intl.DateTimeFormat(state.language, { dateStyle: "medium" }).format(new Date(iso));
}

/** @param {string} iso */
export function hour(iso) {
  return new Intl.DateTimeFormat(state.language, { timeStyle: "short" }).format(new Date(iso));
}
