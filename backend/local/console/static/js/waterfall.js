/** Steps and calls in the order in which they began; each call opens to what was sent, and which policy allows it. */

import { h } from "./dom.js";
import { bytes, ms, number } from "./format.js";

export function waterfall(request, opened) {
  const whole = Math.max(request.length, request.ms ?? 0, 1);
  const rows = request.rows.flatMap((row, at) =>
    row.kind === "call" ? call(row, at, whole, opened) : step(row, whole),
  );
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Waterfall" },
    h(
      "table",
      { class: "waterfall" },
      h("caption", { class: "sr" }, "Steps and calls of this request, in the order in which they began"),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["Step or call", "Resource", "Right", "Consumed", "Time", "When"].map((each) =>
            h("th", { scope: "col" }, each),
          ),
        ),
      ),
      h("tbody", {}, rows),
    ),
  );
}

function step(row, whole) {
  const cells = [
    h(
      "th",
      { scope: "row", colspan: "4" },
      indent(row),
      h("b", {}, row.label),
      " ",
      row.where && h("span", { class: "small mono" }, row.where),
    ),
    h("td", { class: "figure" }, ms(row.ms)),
    h("td", { class: "lane" }, bar(row, whole, row.kind)),
  ];
  return [h("tr", { class: row.kind }, cells)];
}

function call(row, at, whole, opened) {
  const key = `call-${at}`;
  const id = `more-${at}`;
  const more = h(
    "tr",
    { id, class: "more", hidden: !opened.has(key) },
    h("td", { colspan: "6" }, opened.has(key) && details(row)),
  );
  const toggle = h(
    "button",
    {
      type: "button",
      class: "call",
      "data-key": key,
      "aria-expanded": String(opened.has(key)),
      "aria-controls": id,
      onclick: () => {
        const open = more.hidden;
        more.hidden = !open;
        toggle.setAttribute("aria-expanded", String(open));
        if (open && !more.querySelector(".more-of")) more.firstChild.append(details(row));
      },
    },
    h("span", { class: `service ${row.service}` }, row.service),
    " ",
    row.action,
    row.attempt > 1 && h("span", { class: "pill odd" }, `try ${row.attempt}`),
    row.fault && h("span", { class: "pill odd" }, `fault: ${row.fault}`),
    row.failed && h("span", { class: `pill ${row.expected ? "" : "bad"}` }, row.error ?? row.status),
  );
  const line = h(
    "tr",
    { class: row.rights.verdict === "denied" ? "denied" : "" },
    h("th", { scope: "row" }, h("div", { class: "named" }, indent(row), toggle)),
    h("td", { class: "resource" }, h("span", { title: row.resource }, row.resource)),
    h("td", {}, right(row.rights)),
    h("td", { class: "figure" }, consumed(row)),
    h("td", { class: "figure" }, ms(row.ms)),
    h("td", { class: "lane" }, bar(row, whole, row.service)),
  );
  return [line, more];
}

function indent(row) {
  const space = h("span", { class: "indent", "aria-hidden": "true" });
  space.style.setProperty("--depth", String(row.depth));
  return space;
}

function bar(row, whole, kind) {
  const made = h("span", { class: `bar ${kind}`, "aria-hidden": "true" });
  made.style.setProperty("--at", `${(100 * row.at) / whole}%`);
  made.style.setProperty("--long", `${(100 * (row.ms ?? whole - row.at)) / whole}%`);
  return made;
}

function right(rights) {
  if (rights.verdict === "denied") return h("span", { class: "pill bad" }, "denied on AWS");
  if (rights.verdict === "not needed") return h("span", { class: "small" }, "none needed");
  const names = [
    ...new Set(rights.permissions.map((each) => each.statement?.split("statement ")[1] ?? each.statement)),
  ];
  return h(
    "span",
    { class: "pill good", title: names.join(", ") },
    names[0],
    names.length > 1 && ` +${names.length - 1}`,
  );
}

function consumed(row) {
  const told = [
    row.read_units > 0 && `${number(row.read_units)} R`,
    row.write_units > 0 && `${number(row.write_units)} W`,
    row.input_tokens > 0 && `${number(row.input_tokens)} + ${number(row.output_tokens)} tokens`,
    row.pictures > 0 && `${row.pictures} picture${row.pictures > 1 ? "s" : ""}`,
  ].filter(Boolean);
  return told.join(", ") || bytes(row.bytes_out + row.bytes_in);
}

function details(row) {
  return h(
    "div",
    { class: "more-of" },
    h(
      "dl",
      { class: "list" },
      fact("Decided by", row.by && [row.by, " ", h("code", {}, row.where)]),
      fact("Resource", h("code", {}, row.resource)),
      fact("Answer", `${row.status ?? "none"}${row.error ? `, ${row.error}` : ""}`),
      fact("Sent, received", `${bytes(row.bytes_out)}, ${bytes(row.bytes_in)}`),
      fact(
        "Wrote",
        row.effects.length > 0 && row.effects.map((each) => `${each.kind} ${each.store}: ${each.name}`).join("; "),
      ),
    ),
    h("h3", {}, row.rights.role ? `What lets the role of ${row.rights.role} do this` : "Rights"),
    row.rights.why && h("p", { class: row.rights.verdict === "denied" ? "problem" : "small" }, row.rights.why),
    row.rights.permissions.length > 0 && h("ul", { class: "permissions" }, row.rights.permissions.map(permission)),
    body("Sent", row.sent),
    body("Answered", row.answered),
  );
}

function fact(label, told) {
  return told && h("div", {}, h("dt", {}, label), h("dd", {}, told));
}

function permission(each) {
  return h(
    "li",
    { class: each.statement ? "" : "missing" },
    h("p", {}, h("b", {}, each.action), " on ", h("code", {}, each.resource)),
    each.statement
      ? h("p", { class: "small" }, `${each.statement}, in ${each.file}`)
      : h("p", { class: "small" }, `Denied on AWS: ${each.why}.`),
    each.document &&
      h(
        "details",
        {},
        h("summary", {}, "The statement"),
        h("pre", { tabindex: "0" }, JSON.stringify(each.document, null, 2)),
      ),
  );
}

function body(label, text) {
  return text && h("details", {}, h("summary", {}, label), h("pre", { tabindex: "0" }, text));
}
