/** What was deleted in the last seven days. */

import { get, path, post } from "../api.js";
import { h } from "../dom.js";
import { day, t } from "../i18n.js";
import { picture, print, wall } from "../sheet.js";
import { complain, during, filled, heading, notify } from "../ui.js";

const PAGE = 12;
const DAYS = 7;

/** @param {string[]} _rest @param {AbortSignal} signal */
export function bin(_rest, signal) {
  const load = (/** @type {string | undefined} */ page_token) =>
    get("/products", { query: { owner: "me", limit: PAGE, status: "deleted", page_token }, signal });
  return h(
    "div",
    {},
    h(
      "p",
      { class: "crumb" },
      h("a", { href: "#/works" }, "← ", () => t("works.title")),
    ),
    h(
      "div",
      { class: "stack" },
      h("div", { class: "head" }, heading("bin.title", "bin.lead")),
      filled(() =>
        wall(load, shown, () =>
          h(
            "div",
            { class: "empty" },
            h("p", { class: "lead" }, () => t("bin.empty")),
          ),
        ),
      ),
    ),
  );
}

/** @param {any} item */
function shown({ product }) {
  const trouble = h("div", { class: "wide" });
  const back = h(
    "button",
    { class: "button name", type: "button", "aria-label": () => t("bin.restore", { title: product.title }) },
    product.title,
  );
  back.addEventListener("click", () =>
    during(back, trouble, async () => {
      await restore(product);
      location.hash = `#/works/${product.product_id}`;
    }),
  );
  const until = new Date(Date.parse(product.deleted_at) + DAYS * 86_400_000).toISOString();
  return print({
    title: product.title,
    media: picture(product.media ?? []),
    name: back,
    notes: [
      h("span", { class: "small" }, () => t("bin.until", { day: day(until) })),
      h("b", { "aria-hidden": "true" }, () => t("bin.back")),
      trouble,
    ],
  });
}

/** @param {any} product */
async function restore(product) {
  await post(path`/products/${product.product_id}/restore`, undefined);
  notify(t("bin.restored", { title: product.title }));
}

/** What is offered right after something was deleted. @param {any} product @returns {any} */
export function undo(product) {
  const trouble = h("div", { class: "wide" });
  const button = h("button", { class: "button", type: "button" }, () => t("bin.undo"));
  const element = h(
    "div",
    { class: "undo", role: "status" },
    h("p", {}, () => t("product.deleted", { title: product.title })),
    button,
    h("a", { href: "#/bin" }, () => t("bin.open")),
    trouble,
  );
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await restore(product);
      element.remove();
      location.hash = `#/works/${product.product_id}`;
    } catch (error) {
      button.disabled = false;
      complain(trouble, error);
    }
  });
  return element;
}
