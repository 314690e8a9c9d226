/** The caller's own gallery. */

import { get, path } from "../api.js";
import { h } from "../dom.js";
import { money, t } from "../i18n.js";
import { stateOf } from "../offer.js";
import { picture, print, smallUrl, wall } from "../sheet.js";
import { choice, filled } from "../ui.js";

const PAGE = 12;

/** @typedef {import("../i18n.js").Key} Key */
/** @type {[string, Key][]} */
const STATES = [
  ["", "works.all"],
  ["draft", "state.draft"],
  ["active", "works.active"],
  ["archived", "state.archived"],
];

/** @param {string[]} _rest @param {AbortSignal} signal */
export function works(_rest, signal) {
  const place = h("div", { class: "wide" });
  const fill = (/** @type {string} */ status) => place.replaceChildren(filled(() => gallery(status, signal)));
  fill("");
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h("h1", {}, () => t("works.title")),
      h("div", {}, choice("status", "works.filter", STATES, "", fill)),
    ),
    place,
  );
}

/** @param {string} status @param {AbortSignal} signal */
function gallery(status, signal) {
  const load = (/** @type {string | undefined} */ page_token) =>
    get("/products", { query: { owner: "me", limit: PAGE, status, page_token }, signal });
  return wall(load, shown, () =>
    h(
      "div",
      { class: "empty" },
      h("p", { class: "lead" }, () => t(status ? "works.none" : "works.empty")),
      h("a", { class: "button primary", href: "#/forge" }, () => t("forge.go")),
    ),
  );
}

/** @param {any} item */
function shown({ product, listing }) {
  const state = stateOf(product, listing);
  return print({
    title: product.title,
    media: picture(product.media ?? []),
    name: h("a", { href: `#/works/${product.product_id}` }, product.title),
    notes: [
      h("span", {}, () => money(listing.price_cents, listing.currency)),
      h("span", { class: `badge ${state}` }, () => t(`state.${state}`)),
    ],
    renewed: async () => smallUrl(picture((await get(path`/products/${product.product_id}`)).product.media ?? [])),
  });
}
