/** Buckets: objects, tags, and what the lifecycle rules delete by a day. */

import { get, send } from "./api.js";
import { button, field, fill, h, heading, table, toast } from "./dom.js";
import { bytes, count } from "./format.js";
import { confirming } from "./tables.js";

const PICTURE = /\.(png|jpe?g|webp|gif)$/i;

export async function showBuckets(main, [name]) {
  const { buckets } = await get("buckets");
  const bucket = buckets.find((each) => each.name === name) ?? buckets[0];
  const place = h("div", { class: "stack" });
  fill(
    main,
    h(
      "div",
      { class: "page" },
      heading("Buckets", "The objects of S3, their tags, and the lifecycle rules that delete them."),
      h(
        "nav",
        { class: "choices", "aria-label": "Buckets" },
        buckets.map((each) =>
          h(
            "a",
            { href: `#/buckets/${each.name}`, "aria-current": each === bucket ? "true" : null },
            each.name,
            h("span", { class: "small" }, ` ${each.objects}`),
          ),
        ),
      ),
      place,
    ),
  );
  await showBucket(place, bucket);
  return null;
}

async function showBucket(place, bucket) {
  const objects = h("div", { class: "stack" });
  const prefix = h("input", { type: "search", placeholder: "keys that begin with", "aria-label": "Beginning of keys" });
  const load = async (page = "") => {
    const told = await get(`buckets/${bucket.name}/objects`, { prefix: prefix.value, page });
    const more = told.next && button("Next page", () => load(told.next));
    fill(
      objects,
      list(bucket, told.objects, () => load(page)),
      more && h("p", { class: "row" }, more),
    );
  };
  const apply = (event) => {
    event.preventDefault();
    load().catch((error) => toast(error.message, "bad"));
  };
  fill(
    place,
    h("p", { class: "small" }, `${bucket.full_name}: ${count(bucket.objects, "object")}, ${bytes(bucket.bytes)}`),
    lifecycle(bucket),
    h("form", { class: "row tools", onsubmit: apply }, prefix, h("button", { class: "button" }, "Filter")),
    objects,
  );
  await load();
}

function lifecycle(bucket) {
  const day = h("input", {
    type: "date",
    value: new Date(Date.now() + 40 * 864e5).toISOString().slice(0, 10),
    required: true,
  });
  const found = h("div", { role: "status" });
  const ask = button("What is gone by then?", async () => {
    const told = await get(`buckets/${bucket.name}/lifecycle`, { day: day.value });
    const rows = told.removals.map((each) =>
      h("tr", {}, h("td", { class: "cell" }, each.key), h("td", {}, each.action), h("td", {}, each.rule)),
    );
    fill(
      found,
      rows.length > 0
        ? table(`Gone by ${told.day}`, ["object", "what happens", "rule"], rows)
        : h("p", { class: "small" }, `Nothing of today's objects is deleted by ${told.day}.`),
    );
  });
  return h(
    "section",
    { class: "boxed stack" },
    h("h2", {}, "Lifecycle"),
    h(
      "ul",
      { class: "plainlist small" },
      bucket.rules.map((each) => h("li", {}, h("b", {}, each.id), ` ${each.text}`)),
    ),
    h("div", { class: "row bottom" }, field("On this day", day), ask),
    found,
  );
}

function list(bucket, objects, reload) {
  if (objects.length === 0) return h("p", { class: "lead" }, "No objects.");
  return table(
    `Objects of ${bucket.name}`,
    ["", "key", "tags", "size", "stored", ""],
    objects.map((each) => {
      const address = `api/buckets/${bucket.name}/object?key=${encodeURIComponent(each.key)}`;
      const tags = Object.entries(each.tags).map(([key, value]) => h("span", { class: "pill" }, `${key}=${value}`));
      return h(
        "tr",
        {},
        h(
          "td",
          {},
          PICTURE.test(each.key) && h("img", { src: address, alt: "", width: "48", height: "48", loading: "lazy" }),
        ),
        h("td", { class: "cell wide" }, h("a", { href: address, target: "_blank", rel: "noopener" }, each.key)),
        h("td", {}, tags),
        h("td", { class: "figure" }, bytes(each.size)),
        h("td", { class: "figure" }, each.modified.slice(0, 19).replace("T", " ")),
        h(
          "td",
          {},
          confirming("Delete", async () => {
            await send("DELETE", `buckets/${bucket.name}/object?key=${encodeURIComponent(each.key)}`);
            toast("Deleted.");
            await reload();
          }),
        ),
      );
    }),
  );
}
