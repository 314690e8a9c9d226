/** Tables: rows, indexes, time to live; filter, page, edit, delete. */

import { get, send } from "./api.js";
import { button, field, fill, h, heading, table, toast } from "./dom.js";
import { count } from "./format.js";

export async function showTables(main, [name]) {
  const { tables } = await get("tables");
  const shape = tables.find((each) => each.name === name) ?? tables[0];
  const place = h("div", { class: "stack" });
  fill(
    main,
    h(
      "div",
      { class: "page" },
      heading(
        "Tables",
        "The rows of DynamoDB as they are now. tables.json of infra/ describes them for Terraform as well.",
      ),
      h(
        "nav",
        { class: "choices", "aria-label": "Tables" },
        tables.map((each) =>
          h(
            "a",
            { href: `#/tables/${each.name}`, "aria-current": each === shape ? "true" : null },
            each.name,
            h("span", { class: "small" }, ` ${each.rows}`),
          ),
        ),
      ),
      place,
    ),
  );
  await showTable(place, shape);
  return null;
}

async function showTable(place, shape) {
  const asked = { index: "", text: "" };
  const rows = h("div", { class: "stack" });
  const load = async (page = "") => {
    const told = await get(`tables/${shape.name}/rows`, { ...asked, page });
    const more = told.next && button("Next page", () => load(told.next));
    const first = page && button("First page", () => load());
    fill(
      rows,
      grid(shape, told.rows, () => load(page)),
      h("p", { class: "row" }, first, more),
    );
  };
  const search = h("input", {
    type: "search",
    placeholder: "text anywhere in a row, or attribute=value",
    "aria-label": "Filter rows",
  });
  const index = h(
    "select",
    { "aria-label": "Index" },
    h("option", { value: "" }, "the table itself"),
    shape.indexes.map((each) => h("option", { value: each.name }, `index ${each.name}`)),
  );
  const apply = async (event) => {
    event?.preventDefault();
    asked.text = search.value;
    asked.index = index.value;
    await load().catch((error) => toast(error.message, "bad"));
  };
  index.addEventListener("change", apply);
  const keys = [shape.hash_key, shape.range_key].filter(Boolean).join(" + ");
  fill(
    place,
    h(
      "ul",
      { class: "plainlist small" },
      h("li", {}, `${shape.full_name}: key ${keys}${shape.ttl ? `; rows expire by ${shape.ttl}` : "; rows stay"}`),
      shape.indexes.map((each) =>
        h(
          "li",
          {},
          `index ${each.name}: ${[each.hash_key, each.range_key].filter(Boolean).join(" + ")}, ${each.projection}`,
        ),
      ),
    ),
    h("form", { class: "row tools", onsubmit: apply }, search, index, h("button", { class: "button" }, "Filter")),
    rows,
  );
  await load();
}

function grid(shape, rows, reload) {
  if (rows.length === 0) return h("p", { class: "lead" }, "No rows.");
  const keys = [shape.hash_key, shape.range_key].filter(Boolean);
  const others = [...new Set(rows.flatMap((row) => Object.keys(row.plain)))].filter((each) => !keys.includes(each));
  const columns = [...keys, ...others.slice(0, 6)];
  return h(
    "div",
    { class: "stack" },
    h(
      "p",
      { class: "small" },
      count(rows.length, "row"),
      others.length > 6 && `, ${others.length - 6} more attributes in each row's editor`,
    ),
    table(
      `Rows of ${shape.name}`,
      ["", ...columns, shape.ttl && "expires"].filter((each) => each !== null && each !== undefined),
      rows.map((row) =>
        h(
          "tr",
          {},
          h(
            "td",
            {},
            button("Open", () => edit(shape, row, reload), { class: "button small-button" }),
          ),
          columns.map((each) => h("td", { class: "cell" }, short(row.plain[each]))),
          shape.ttl && h("td", {}, row.expires_at ? row.expires_at.slice(0, 19).replace("T", " ") : "never"),
        ),
      ),
    ),
  );
}

function short(value) {
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function edit(shape, row, reload) {
  const text = h("textarea", {
    rows: "18",
    spellcheck: "false",
    class: "mono",
    value: JSON.stringify(row.typed, null, 2),
  });
  const dialog = h("dialog", { "aria-label": `A row of ${shape.name}` });
  const close = () => {
    dialog.close();
    dialog.remove();
  };
  fill(
    dialog,
    h("h2", {}, `A row of ${shape.name}`),
    field("DynamoDB's JSON. What ends with … is shortened, and stays as it is.", text),
    h(
      "p",
      { class: "row" },
      button(
        "Save",
        async () => {
          await send("PUT", `tables/${shape.name}/rows`, JSON.parse(text.value));
          close();
          toast("Saved.");
          await reload();
        },
        { class: "button primary" },
      ),
      confirming("Delete", async () => {
        await send("DELETE", `tables/${shape.name}/rows`, row.key);
        close();
        toast("Deleted.");
        await reload();
      }),
      button("Close", close),
    ),
  );
  dialog.addEventListener("cancel", () => setTimeout(close));
  document.body.append(dialog);
  dialog.showModal();
}

/** A button that asks once more before it deletes. */
export function confirming(label, act) {
  let asked = false;
  const made = button(
    label,
    async () => {
      if (!asked) {
        asked = true;
        made.textContent = `${label}: are you sure?`;
        return;
      }
      await act();
    },
    { class: "button danger" },
  );
  return made;
}
