/** Three languages: the browser's, until somebody chooses another. */

import { retell } from "./dom.js";

/** @typedef {keyof typeof import("./words/en.js").words} Key */

const KEPT = "dreamforge.studio.language";

export const LANGUAGES = { es: "Español", pt: "Português", en: "English" };

let current = known(localStorage.getItem(KEPT)) ?? navigator.languages.map(known).find(Boolean) ?? "en";
/** @type {Record<Key, string>} */
let words;

/** "es-CO" -> "es"; "fr" -> undefined. @param {string | null} code */
function known(code) {
  const short = (code ?? "").slice(0, 2).toLowerCase();
  return short in LANGUAGES ? short : undefined;
}

export const language = () => current;

/** Fetches the words of the reader's language; only those. @param {string} [code] */
export async function learn(code = current) {
  words = (await import(`./words/${code}.js`)).words;
  current = code;
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
  return words[key].replace(/\{(\w+)\}/g, (whole, name) => String(facts[name] ?? whole));
}

/** Whether there is a text of this name. @param {string} key @returns {key is Key} */
export const has = (key) => key in words;

/** The key in its form for `n`: `left.one`, `left.other`. @param {string} stem @param {number} n */
export function counted(stem, n) {
  const form = `${stem}.${new Intl.PluralRules(current).select(n)}`;
  return t(/** @type {Key} */ (has(form) ? form : `${stem}.other`), { n: new Intl.NumberFormat(current).format(n) });
}

/** How many digits a currency has behind the point: 2 for USD, 0 for JPY. @param {string} currency */
export function digits(currency) {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** @param {number} cents in minor units @param {string} currency */
export function money(cents, currency) {
  return new Intl.NumberFormat(current, { style: "currency", currency }).format(cents / 10 ** digits(currency));
}

/** @param {string} iso */
export function day(iso) {
  return new Intl.DateTimeFormat(current, { dateStyle: "medium" }).format(new Date(iso));
}

/** @param {string} iso */
export function hour(iso) {
  return new Intl.DateTimeFormat(current, { timeStyle: "short" }).format(new Date(iso));
}
