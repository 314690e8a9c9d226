/** The lines of a print: what it says below its title, each with what it is. */

import { h } from "../dom.js";
import { t } from "../i18n.js";

/** @typedef {{role: string, text: string}} Line */

const ROLES = ["tagline", "date", "time", "place", "names", "phone", "price", "quote", "byline", "detail"];
const MOST = 8;
const LONGEST = 120;

/**
 * Rows of a role and a text. A row without text is no line.
 * @param {Line[]} lines
 * @returns {{element: any, value: () => Line[]}}
 */
export function lineEditor(lines) {
  const rows = h("ol", { class: "lines" });
  const add = h("button", { class: "button", type: "button" }, () => t("lines.add"));
  const full = () => {
    add.disabled = rows.childElementCount >= MOST;
  };
  /** @param {Line} line */
  const row = ({ role, text }) => {
    const kind = h(
      "select",
      { "aria-label": () => t("lines.role"), value: role },
      ROLES.map((each) => h("option", { value: each }, () => t(/** @type {any} */ (`role.${each}`)))),
    );
    const words = h("input", { "aria-label": () => t("lines.text"), dir: "auto", maxlength: LONGEST, value: text });
    const away = h("button", { class: "button quiet", type: "button", "aria-label": () => t("lines.remove") }, "×");
    const element = h("li", {}, kind, words, away);
    away.addEventListener("click", () => {
      const next = element.nextElementSibling ?? element.previousElementSibling;
      element.remove();
      full();
      (next?.querySelector("input") ?? add).focus();
    });
    return element;
  };
  add.addEventListener("click", () => {
    rows.append(row({ role: "detail", text: "" }));
    full();
    rows.lastElementChild.querySelector("select").focus();
  });
  rows.append(...lines.map(row));
  full();
  const element = h(
    "fieldset",
    { class: "stack tight", id: "lines" },
    h("legend", {}, () => t("product.lines")),
    rows,
    add,
  );
  return { element, value: () => [...rows.children].map(lineOf).filter(({ text }) => text) };
}

/** @param {Element} row @returns {Line} */
function lineOf(row) {
  const [role, text] = [row.querySelector("select"), row.querySelector("input")];
  return { role: role?.value ?? "detail", text: text?.value.trim() ?? "" };
}
