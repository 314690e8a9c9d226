/** The storefront, over all owners. */

import { get } from "../api.js";
import { h } from "../dom.js";
import { CURRENCIES, digits, money, t } from "../i18n.js";
import { print, wall } from "../sheet.js";
import { field, filled, heading } from "../ui.js";

const PAGE = 24;
/** In sessionStorage: the currency that was chosen last. */
const CURRENCY = "dreamforge.studio.currency";

/** @param {string[]} _rest @param {AbortSignal} signal */
export function shop(_rest, signal) {
  const place = h("div", { class: "wide" });
  const from = price("from");
  const to = price("to");
  const currency = h(
    "select",
    { id: "in", value: sessionStorage.getItem(CURRENCY) ?? "" },
    h("option", { value: "" }, () => t("shop.any")),
    CURRENCIES.map((code) => h("option", {}, code)),
  );
  // amounts of several currencies cannot be compared
  const prices = () => {
    from.disabled = to.disabled = !currency.value;
    from.step = to.step = currency.value ? 10 ** -digits(currency.value) : 1;
  };
  currency.addEventListener("change", prices);
  prices();
  const fill = () => {
    sessionStorage.setItem(CURRENCY, currency.value);
    const cents = (/** @type {any} */ { value, disabled }) =>
      value === "" || disabled ? undefined : Math.round(Number(value) * 10 ** digits(currency.value));
    const query = { currency: currency.value, min_price_cents: cents(from), max_price_cents: cents(to) };
    place.replaceChildren(filled(() => shelf(query, signal)));
  };
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
      heading("shop.title", "shop.lead"),
      h(
        "form",
        { class: "filters", onsubmit },
        field("shop.currency", currency),
        field("shop.from", from),
        field("shop.to", to),
        h("button", { class: "button" }, () => t("shop.filter")),
      ),
    ),
    place,
  );
}

/** @param {string} id */
const price = (id) => h("input", { id: `price-${id}`, type: "number", min: 0, max: 1_000_000, inputmode: "decimal" });

/** @param {Record<string, any>} query @param {AbortSignal} signal */
function shelf(query, signal) {
  const load = (/** @type {string | undefined} */ page_token) =>
    get("/listings", { query: { ...query, limit: PAGE, page_token }, signal });
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
    name: h("a", { href: `#/shop/${item.listing_id}` }, item.title),
    notes: [
      h("span", {}, () => money(item.price_cents, item.currency)),
      h("span", { class: "small" }, () => t(/** @type {any} */ (`kind.${item.kind}`))),
    ],
  });
}
