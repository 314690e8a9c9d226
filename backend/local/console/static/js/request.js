/** One request: what it wrote, what it consumed, its waterfall, and ways to try it again. */

import { get, send } from "./api.js";
import { button, copy, fill, h, table, toast } from "./dom.js";
import { bytes, clock, count, dollars, ms, number, tone } from "./format.js";
import { waterfall } from "./waterfall.js";

const NOTES = {
  "table products": "what users own: briefs, titles, prices",
  "table listings": "the storefront: what others see of products",
  "table conversations": "chats, and the story of each product",
  "table messages": "what was said in them",
  "bucket assets": "pictures and documents of products",
  "bucket uploads": "what users upload",
  "table users": "profiles",
  "table echoes": "recordings",
  "queue jobs": "jobs for the worker",
  "table jobs": "work in progress: its step, its lease, its result",
  "table short_lived": "limits, allowances and Idempotency-Keys; rows expire by themselves",
};
const VERBS = { put: "wrote", update: "changed", delete: "deleted", upload: "stored", send: "sent" };

export function showRequest(place, request, arrived) {
  const open = new Set([...place.querySelectorAll("details[open]")].map((each) => each.dataset.key));
  const rows = new Set([...place.querySelectorAll(".call[aria-expanded=true]")].map((each) => each.dataset.key));
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const title = h("h1", { tabindex: "-1", class: "title" }, h("b", {}, request.method), ` ${request.path}`);
  fill(
    place,
    h("a", { href: "#/requests", class: "back" }, "All requests"),
    h(
      "header",
      { class: "head" },
      title,
      h(
        "p",
        { class: "facts" },
        h(
          "span",
          { class: `status ${tone(request.status)}` },
          request.ms === null ? "running" : (request.status ?? "no answer"),
        ),
        [ms(request.ms), request.operation, request.caller && `by ${request.caller}`, `at ${clock(request.began)}`]
          .filter(Boolean)
          .map((each) => h("span", {}, each)),
        request.denied > 0 && h("span", { class: "pill bad" }, `${count(request.denied, "call")} denied on AWS`),
      ),
      h("p", { class: "mono ids" }, `request ${request.request_id || "-"} · trace ${request.trace_id}`),
      request.request.can_repeat && tools(request),
    ),
    summary(request),
    consumed(request),
    h("section", {}, h("h2", {}, "Waterfall"), waterfall(request, rows)),
    h(
      "section",
      {},
      h("h2", {}, "Request and answer"),
      message("Request", request.request),
      message("Answer", request.answer),
    ),
    request.logs.length > 0 && logs(request),
  );
  for (const each of place.querySelectorAll("details")) each.open = open.has(each.dataset.key);
  if (arrived) title.focus();
  else if (focused) place.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function tools(request) {
  const path = `requests/${request.number}`;
  const copied = (form, label) =>
    button(
      label,
      async () => copy((await get(`${path}/copy`, { as: form })).text, `Copied as ${label.replace("Copy as ", "")}.`),
      { "data-key": form },
    );
  return h(
    "p",
    { class: "row" },
    button(
      "Repeat",
      async () => {
        const made = await send("POST", `${path}/repeat`);
        toast(`Repeated: ${made.status}.`);
        if (made.number) location.hash = `#/requests/${made.number}`;
      },
      { class: "button primary", "data-key": "repeat" },
    ),
    copied("curl", "Copy as curl"),
    copied("python", "Copy as Python"),
    copied("pytest", "Copy as test"),
  );
}

/** In words first, then row by row: what somebody new wants to know. */
function summary(request) {
  const stores = [...Map.groupBy(request.effects, (each) => each.store)].sort((a, b) => rank(a[0]) - rank(b[0]));
  const calls = request.rows.filter((row) => row.kind === "call");
  const asked = [...new Set(calls.filter((row) => row.input_tokens || row.pictures).map((row) => row.resource))];
  const told = stores.map(([store, effects]) => `${store} (${effects.length})`);
  const models = asked.length > 0 ? ` It asked ${asked.join(" and ")}.` : "";
  const words =
    told.length > 0
      ? `${request.method} ${request.path.split("?")[0]} wrote to ${told.join(", ")}.${models}`
      : `${request.method} ${request.path.split("?")[0]} wrote nothing.${models}`;
  return h(
    "section",
    { class: "wrote" },
    h("h2", {}, "What it wrote, and where"),
    h("p", {}, words),
    h(
      "div",
      { class: "stores" },
      stores.map(([store, effects]) => storeOf(store, effects)),
    ),
  );
}

/** What lasts comes first. */
function rank(store) {
  const at = Object.keys(NOTES).indexOf(store);
  return at < 0 ? 99 : at;
}

function storeOf(store, effects) {
  return h(
    "div",
    { class: "store" },
    h("h3", {}, h("a", { href: link(store) }, store), h("span", { class: "small" }, NOTES[store] ?? "")),
    h(
      "ul",
      {},
      effects.map((each) =>
        h(
          "li",
          {},
          h("span", { class: "verb" }, `${VERBS[each.kind] ?? each.kind}${each.times > 1 ? ` ${each.times}×` : ""}`),
          h("code", {}, each.name),
          h(
            "span",
            { class: "small" },
            [each.size && bytes(each.size), each.by && `by ${each.by}`].filter(Boolean).join(", "),
          ),
        ),
      ),
    ),
  );
}

function link(store) {
  const [kind, ...name] = store.split(" ");
  return kind === "queue" ? "#/queue" : `#/${kind}s/${encodeURIComponent(name.join(" "))}`;
}

function consumed(request) {
  const used = request.consumed;
  const tiles = [
    [number(used.calls), used.calls === 1 ? "call" : "calls"],
    [number(used.read_units), "read units"],
    [number(used.write_units), "write units"],
    [number(used.s3_reads + used.s3_writes), "S3 requests"],
    used.sqs > 0 && [number(used.sqs), "SQS requests"],
    used.input_tokens + used.output_tokens > 0 && [
      `${number(used.input_tokens)} + ${number(used.output_tokens)}`,
      "tokens in + out",
    ],
    used.pictures > 0 && [number(used.pictures), used.pictures === 1 ? "picture" : "pictures"],
    [bytes(used.bytes_out + used.bytes_in), "sent and received"],
    used.dollars !== null && [dollars(used.dollars), "where prices are known"],
  ].filter(Boolean);
  const without =
    used.unpriced.length > 0
      ? `Without a price: ${used.unpriced.map((each) => each.replaceAll("_", " ")).join(", ")}.`
      : "";
  return h(
    "section",
    {},
    h("h2", {}, "What it consumed"),
    h(
      "dl",
      { class: "tiles" },
      tiles.map(([value, label]) => h("div", {}, h("dt", {}, label), h("dd", {}, value))),
    ),
    h(
      "p",
      { class: "small" },
      "Units of DynamoDB are computed from what was sent and answered, as AWS bills them. ",
      without && `${without} MODEL_PRICES prices models, DREAMFORGE_PRICES names a file for the rest.`,
    ),
  );
}

function message(label, told) {
  return h(
    "details",
    { "data-key": label },
    h("summary", {}, `${label}: ${bytes(told.bytes)}`),
    told.headers.length > 0 &&
      h("pre", { tabindex: "0" }, told.headers.map(([name, value]) => `${name}: ${value}`).join("\n")),
    told.body && h("pre", { tabindex: "0" }, told.body),
  );
}

function logs(request) {
  return h(
    "section",
    {},
    h("h2", {}, "Log lines"),
    table(
      "Log lines",
      ["at", "level", "message", "facts"],
      request.logs.map((each) =>
        h(
          "tr",
          {},
          h("td", { class: "figure" }, ms(each.ms)),
          h("td", {}, each.level.toLowerCase()),
          h("td", {}, each.message),
          h("td", { class: "mono" }, JSON.stringify(each.facts)),
        ),
      ),
    ),
  );
}
