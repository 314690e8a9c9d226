/** The caller's own gallery. */

import { get, path } from "../api.js";
import { h } from "../dom.js";
import { counted, language, money, t } from "../i18n.js";
import { stateOf } from "../offer.js";
import { picture, print, smallUrl, wall } from "../sheet.js";
import { state } from "../state.js";
import { choice, field, filled, say } from "../ui.js";
import { undo } from "./bin.js";

const PAGE = 12;

/** @typedef {import("../i18n.js").Key} Key */
/** @type {[string, Key][]} */
const STATES = [
  ["", "works.all"],
  ["draft", "state.draft"],
  ["active", "works.active"],
  ["archived", "state.archived"],
];

/** How the prints that were fetched are put in order. @type {Record<string, (a: any, b: any) => number>} */
const ORDERS = {
  newest: () => 0,
  oldest: (a, b) => a.product.product_id.localeCompare(b.product.product_id),
  title: (a, b) => a.product.title.localeCompare(b.product.title, language(), { sensitivity: "base" }),
  changed: (a, b) => b.product.updated_at.localeCompare(a.product.updated_at),
};

/** @param {string[]} _rest @param {AbortSignal} signal */
export function works(_rest, signal) {
  const place = h("div", { class: "wide" });
  const words = h("input", { id: "find", type: "search", dir: "auto", maxlength: 80 });
  const order = h(
    "select",
    { id: "order", value: "newest" },
    Object.keys(ORDERS).map((each) =>
      h("option", { value: each }, () => t(/** @type {Key} */ (`works.order.${each}`))),
    ),
  );
  /** @type {any[] | null} */
  let all = null;
  let status = "";
  /** Typing and sorting need every print: they are fetched once, a hundred at a time. */
  const fill = () => {
    const plain = words.value.trim() === "" && order.value === "newest";
    place.replaceChildren(
      filled(async () => {
        if (plain) return gallery(status, signal);
        all ??= await every(status, signal);
        return found(all, words.value, order.value);
      }),
    );
  };
  const refill = (/** @type {string} */ chosen) => {
    status = chosen;
    all = null;
    fill();
  };
  let waits = 0;
  words.addEventListener("input", () => {
    clearTimeout(waits);
    waits = window.setTimeout(fill, 250);
  });
  order.addEventListener("change", fill);
  fill();
  const deleted = state.deleted;
  state.deleted = null;
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h(
        "div",
        { class: "stack tight" },
        h("h1", {}, () => t("works.title")),
        h(
          "p",
          { class: "row" },
          h("a", { href: "#/requests" }, () => t("requests.title")),
          h("a", { href: "#/bin" }, () => t("bin.title")),
        ),
      ),
      h("div", { class: "filters" }, field("works.find", words), field("works.order", order)),
      h("div", {}, choice("status", "works.filter", STATES, "", refill)),
    ),
    deleted && undo(deleted),
    place,
  );
}

/** All prints of a state. @param {string} status @param {AbortSignal} signal @returns {Promise<any[]>} */
async function every(status, signal) {
  const items = [];
  let page_token;
  do {
    const page = await get("/products", { query: { owner: "me", limit: 100, status, page_token }, signal });
    items.push(...page.items);
    page_token = page.next_page_token;
  } while (page_token);
  return items;
}

/** "Café" -> "cafe". @param {string} text */
const plainly = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The prints that have every word in title, lines, description or tags. @param {any[]} all @param {string} words @param {string} order */
function found(all, words, order) {
  const wanted = plainly(words).split(/\s+/).filter(Boolean);
  const text = (/** @type {any} */ { product }) =>
    plainly(
      [
        product.title,
        product.description,
        ...product.tags,
        ...(product.lines ?? []).map((/** @type {any} */ each) => each.text),
      ].join(" "),
    );
  const items = all.filter((item) => wanted.every((each) => text(item).includes(each))).sort(ORDERS[order]);
  say(counted("works.found", items.length));
  if (!items.length)
    return h(
      "div",
      { class: "empty" },
      h("p", { class: "lead" }, () => t("works.nothing")),
    );
  return h("ul", { class: "wall" }, items.map(shown));
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
