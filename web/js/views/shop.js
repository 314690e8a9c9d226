/** The storefront, over all owners. */

import { get } from "../api.js";
import { h } from "../dom.js";
import { day, money, t } from "../i18n.js";
import { image, print, proof, wall } from "../sheet.js";
import { dialog, field, filled } from "../ui.js";

const PAGE = 24;

/** @param {string[]} _rest @param {AbortSignal} signal */
export function shop(_rest, signal) {
  const place = h("div", { class: "wide" });
  const from = price("from");
  const to = price("to");
  const fill = () => place.replaceChildren(filled(() => shelf(from.value, to.value, signal)));
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    fill();
  };
  fill();
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h(
        "div",
        { class: "stack tight" },
        h("h1", {}, () => t("shop.title")),
        h("p", { class: "lead" }, () => t("shop.lead")),
      ),
      h(
        "form",
        { class: "filters", onsubmit },
        field("shop.from", from),
        field("shop.to", to),
        h("button", { class: "button" }, () => t("shop.filter")),
      ),
    ),
    place,
  );
}

/** @param {string} id */
const price = (id) =>
  h("input", { id: `price-${id}`, type: "number", min: 0, max: 1_000_000, step: "0.01", inputmode: "decimal" });

/** @param {string} units */
const cents = (units) => (units === "" ? undefined : Math.round(Number(units) * 100));

/** @param {string} from @param {string} to @param {AbortSignal} signal */
function shelf(from, to, signal) {
  const query = { limit: PAGE, min_price_cents: cents(from), max_price_cents: cents(to) };
  const load = (/** @type {string | undefined} */ page_token) =>
    get("/listings", { query: { ...query, page_token }, signal });
  return wall(load, shown, () =>
    h(
      "div",
      { class: "empty" },
      h("p", { class: "lead" }, () => t("shop.empty")),
    ),
  );
}

/** @param {any} item */
function shown(item) {
  return print({
    title: item.title,
    media: item.picture,
    name: h("button", { class: "name", type: "button", onclick: () => look(item) }, item.title),
    notes: [
      h("span", {}, () => money(item.price_cents, item.currency)),
      h("span", { class: "small" }, () => t(/** @type {any} */ (`kind.${item.kind}`))),
    ],
  });
}

/** @param {any} item */
function look(item) {
  const picture = item.picture && proof(image(item.picture.url, item.title));
  dialog(
    () => item.title,
    [
      h(
        "div",
        { class: "two" },
        h("div", {}, picture),
        h(
          "div",
          { class: "stack tight" },
          h("p", { class: "over" }, () => t(/** @type {any} */ (`kind.${item.kind}`))),
          h("p", { class: "price" }, () => money(item.price_cents, item.currency)),
          h("p", { class: "small" }, () => t("shop.since", { day: day(item.created_at) })),
        ),
      ),
    ],
  );
}
