/** A file for a print shop: the print at a physical size, as PDF. */

import { get, path } from "../api.js";
import { h } from "../dom.js";
import { filename, save } from "../files.js";
import { t } from "../i18n.js";
import { image } from "../sheet.js";
import { during, field } from "../ui.js";

const SIZES = [
  "A6",
  "A5",
  "A4",
  "A3",
  "A2",
  "30x30",
  "30x40",
  "50x70",
  "letter",
  "tabloid",
  "8x10",
  "11x14",
  "16x20",
  "18x24",
  "24x36",
];

/** @param {any} product */
export function printFile(product) {
  const size = h(
    "select",
    { id: "sheet", value: "A4" },
    SIZES.map((each) => h("option", {}, each)),
  );
  const button = h("button", { class: "button" }, () => t("file.go"));
  const wall = h("button", { class: "button", type: "button" }, () => t("file.wall"));
  const room = h("div", { class: "wide" });
  wall.addEventListener("click", () =>
    during(wall, trouble, async () => {
      const { picture } = await get(path`/products/${product.product_id}/mockup`, { query: { size: size.value } });
      room.replaceChildren(image(picture.url, () => t("file.wall.alt", { title: product.title })));
    }),
  );
  const said = h("div", { class: "wide", role: "status" });
  const trouble = h("div", { class: "wide" });
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    said.replaceChildren();
    during(button, trouble, async () => {
      const file = await get(path`/products/${product.product_id}/print`, { query: { size: size.value } });
      const facts = { width: Math.round(file.width_mm), height: Math.round(file.height_mm), dpi: file.effective_dpi };
      said.replaceChildren(
        h("p", { class: "small" }, () => t("file.facts", facts)),
        ...(file.warnings ?? []).map((/** @type {string} */ each) => h("p", { class: "small", lang: "en" }, each)),
      );
      await save(file.print.url, filename(`${product.title} ${size.value}`, file.print.key));
    });
  };
  return h(
    "form",
    { class: "stack tight wide", onsubmit, "aria-labelledby": "file" },
    h("h2", { id: "file" }, () => t("file.title")),
    h("div", { class: "row" }, h("div", {}, field("file.size", size)), button, wall),
    said,
    trouble,
    room,
  );
}
