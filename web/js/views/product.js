/** One print with its title, price, state, and ways to take it along. */

import { get, patch, path, remove } from "../api.js";
import { h } from "../dom.js";
import { filename, save } from "../files.js";
import { CURRENCIES, day, digits, t } from "../i18n.js";
import { changed, meaning, STATES, stateOf } from "../offer.js";
import { art, colourBar, image, picture, proof } from "../sheet.js";
import { state } from "../state.js";
import { choice, chosen, during, field, filled, notify, say } from "../ui.js";
import { watchEdits } from "../unsaved.js";
import { FRESH } from "./forge.js";
import { lineEditor } from "./lines.js";
import { printFile } from "./printfile.js";
import { variationForm } from "./variations.js";

/** @typedef {import("../i18n.js").Key} Key */
/** @typedef {{product: any, listing: any, warnings?: string[]}} Both */

/** @param {string[]} rest @param {AbortSignal} signal */
export function product([id], signal) {
  const heading = h("h1", { dir: "auto" }, () => t("waiting"));
  const place = filled(async () => {
    const both = await get(path`/products/${id}`, { signal });
    const shown = page(both, heading);
    say(both.product.title);
    return shown;
  });
  return h(
    "div",
    {},
    h(
      "p",
      { class: "crumb" },
      h(
        "a",
        { href: "#/works" },
        "← ",
        h("span", {}, () => t("works.title")),
      ),
    ),
    h("div", { class: "stack" }, heading, place),
  );
}

/** @param {Both} both @param {any} heading */
function page(both, heading) {
  const { product, listing } = both;
  heading.replaceChildren(product.title);
  document.title = `${product.title} · DreamForge`;
  const element = h(
    "div",
    { class: "two wide" },
    h("div", { class: "stack" }, sheet(product), colourBar(product.brief.palette)),
    h(
      "div",
      { class: "stack" },
      form(both, async (/** @type {Both} */ after) => {
        await loaded(picture(after.product.media ?? [])?.url);
        const next = page(after, heading);
        element.replaceWith(next);
        next.querySelector(".ticket button.main:not([hidden])")?.focus({ preventScroll: true });
      }),
      takeAlong(product),
      printFile(product),
      art(product.media ?? [])?.role === "art" && variationForm(product),
      stateOf(product, listing) === "active" &&
        h("a", { class: "button", href: `#/shop/${listing.listing_id}` }, () => t("product.page")),
      facts(product, listing),
      removal(product),
    ),
  );
  return element;
}

/** Waits for a picture, so that the page does not jump when it is shown. @param {string | undefined} url */
async function loaded(url) {
  if (!url) return;
  const ahead = new Image();
  ahead.src = url;
  await ahead.decode().catch(() => {}); // the page shows what is wrong with it
}

/** @param {any} product */
function sheet(product) {
  const media = picture(product.media ?? []);
  const renewed = async () => picture((await get(path`/products/${product.product_id}`)).product.media ?? [])?.url;
  const figure = proof(
    media ? image(media.url, () => t("product.alt", { title: product.title }), renewed) : h("div", { class: "blank" }),
  );
  const [fresh, ms] = (sessionStorage.getItem(FRESH) ?? "").split(" ");
  if (fresh === product.product_id) {
    sessionStorage.removeItem(FRESH);
    figure.classList.add("fresh");
    figure.addEventListener("animationend", () => figure.classList.remove("fresh"), { once: true });
    const seconds = (Number(ms) / 1000).toFixed(1);
    queueMicrotask(() => notify(t("product.fresh", { title: product.title, seconds })));
  }
  return figure;
}

/** @param {any} product @param {any} listing */
function facts(product, listing) {
  const { brief } = product;
  /** @type {[Key, any][]} */
  const rows = [
    ["fact.kind", () => t(/** @type {Key} */ (`kind.${product.kind}`))],
    ["fact.style", `${brief.style} · ${brief.mood}`],
    ["fact.tags", product.tags.join(", ")],
    ["fact.made", () => day(product.created_at)],
    ["fact.number", h("code", { class: "mono" }, listing.listing_id.slice(-8))],
  ];
  return h(
    "dl",
    { class: "facts" },
    rows.flatMap(([name, value]) => [h("dt", {}, () => t(name)), h("dd", {}, value)]),
  );
}

/** @param {Both} both @param {(after: Both) => Promise<void>} show */
function form(both, show) {
  const { product, listing } = both;
  const title = h("input", { id: "title", required: true, maxlength: 80, value: product.title });
  const lines = lineEditor(product.lines ?? []);
  const words = h("textarea", { id: "description", maxlength: 600, value: product.description });
  const places = digits(listing.currency);
  const price = h("input", {
    id: "price",
    type: "number",
    required: true,
    min: 0,
    max: 1_000_000,
    step: 10 ** -places,
    inputmode: "decimal",
    value: (listing.price_cents / 10 ** places).toFixed(places),
  });
  const currency = h(
    "select",
    { id: "currency", value: listing.currency },
    [...new Set([listing.currency, ...CURRENCIES])].map((code) => h("option", {}, code)),
  );
  currency.addEventListener("change", () => {
    price.step = 10 ** -digits(currency.value);
  });
  const trouble = h("div", { class: "wide" });
  const save = h("button", { class: "button main" }, () => t("product.save"));
  const now = stateOf(product, listing);
  const publish = h("button", { class: "button primary main", type: "button", hidden: now === "active" }, () =>
    t("product.publish"),
  );
  /** @param {import("../offer.js").State} state */
  const wish = (state) => {
    const { product: status, listing: offered } = meaning(state);
    const amount = Math.round(Number(price.value) * 10 ** digits(currency.value));
    return {
      product: { title: title.value.trim(), lines: lines.value(), description: words.value, status },
      listing: { price_cents: amount, currency: currency.value, status: offered },
    };
  };
  const element = h(
    "form",
    { class: "ticket stack" },
    h(
      "p",
      { class: "over" },
      h("span", {}, () => t("product.ticket")),
      h("span", { class: `badge ${now}` }, () => t(`state.${now}`)),
    ),
    warnings(both.warnings ?? []),
    field("product.title", title),
    lines.element,
    field("product.words", words),
    h("div", { class: "pair" }, field("product.price", price), field("product.currency", currency)),
    choice(
      "state",
      "product.state",
      STATES.map((state) => /** @type {[string, Key]} */ ([state, `state.${state}`])),
      now,
    ),
    trouble,
    h("div", { class: "row" }, publish, save),
  );
  const filledIn = () => JSON.stringify(wish(/** @type {any} */ (chosen(element, "state"))));
  const before = filledIn();
  watchEdits(() => element.isConnected && filledIn() !== before);
  /** @param {any} button @param {import("../offer.js").State} state @param {Key} done */
  const carryOut = (button, state, done) =>
    element.reportValidity() &&
    during(button, trouble, async () => {
      const after = await write(both, wish(state));
      notify(t(done, { title: after.product.title }));
      await show(after);
    });
  publish.addEventListener("click", () => carryOut(publish, "active", "product.published"));
  element.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    carryOut(save, /** @type {any} */ (chosen(element, "state")), "product.saved");
  });
  return element;
}

/** What could not be typeset, in the service's words. @param {string[]} texts */
function warnings(texts) {
  if (!texts.length) return null;
  return h(
    "div",
    { class: "problem", role: "status" },
    h("h3", {}, () => t("product.warnings")),
    h(
      "ul",
      {},
      texts.map((each) => h("li", { lang: "en" }, each)),
    ),
  );
}

/**
 * Changes what differs, the offer first: a thing that becomes visible does so at its new price.
 * @param {Both} both @param {Both} wished @returns {Promise<Both>}
 */
async function write({ product, listing }, wished) {
  const terms = changed(wished.listing, listing);
  const words = changed(wished.product, product);
  const offered = Object.keys(terms).length ? await patch(path`/listings/${listing.listing_id}`, terms) : listing;
  const after = Object.keys(words).length ? await patch(path`/products/${product.product_id}`, words) : { product };
  return { product: after.product, listing: after.listing ?? offered, warnings: after.warnings };
}

/** @param {any} product */
function takeAlong(product) {
  const trouble = h("div", { class: "wide" });
  const prints = (product.media ?? []).filter((/** @type {any} */ each) => each.role !== "art");
  const files = prints.map((/** @type {any} */ media) => {
    const ending = media.key.split(".").pop()?.toUpperCase() ?? "";
    const button = h("button", { class: "button", type: "button" }, () => t("product.download", { ending }));
    button.addEventListener("click", () =>
      during(button, trouble, async () => {
        // the page's own link may have expired
        const now = (await get(path`/products/${product.product_id}`)).product.media.find(
          (/** @type {any} */ each) => each.type === media.type,
        );
        await save(now.url, filename(product.title, media.key));
        say(t("product.downloaded", { ending }));
      }),
    );
    return button;
  });
  const key = art(product.media ?? [])?.key;
  return h(
    "section",
    { class: "stack tight wide", "aria-labelledby": "take" },
    h("h2", { id: "take" }, () => t("product.take")),
    h(
      "div",
      { class: "row" },
      files,
      h("button", { class: "button", type: "button", onclick: () => print() }, () => t("product.print")),
      key &&
        h("a", { class: "button", href: `#/restyle/from/${encodeURIComponent(key)}/${product.product_id}` }, () =>
          t("product.restyle"),
        ),
    ),
    trouble,
  );
}

/** @param {any} product */
function removal(product) {
  const trouble = h("div", { class: "wide" });
  const button = h("button", { class: "button quiet", type: "button" }, () => t("product.delete"));
  button.addEventListener("click", () => {
    during(button, trouble, async () => {
      await remove(path`/products/${product.product_id}`);
      state.unsaved = null;
      state.deleted = product;
      location.hash = "#/works";
    });
  });
  return h("div", { class: "wide" }, button, trouble);
}
