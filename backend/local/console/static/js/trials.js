/** Faults for the next calls, and time that passes. */

import { get, send } from "./api.js";
import { button, field, fill, h, heading, toast } from "./dom.js";
import { count } from "./format.js";

const SERVICES = ["dynamodb", "s3", "sqs", "cognito", "bedrock", "kie"];
const SPANS = [
  ["15 minutes", 900],
  ["1 hour", 3600],
  ["1 day", 86400],
  ["8 days", 8 * 86400],
  ["40 days", 40 * 86400],
];

export async function showTrials(main) {
  const [faults, time] = await Promise.all([get("faults"), get("time")]);
  fill(
    main,
    h(
      "div",
      { class: "page" },
      heading(
        "Faults and time",
        "Order a fault for the next calls of the service, then send a request and look at its waterfall.",
      ),
      faultForm(main, faults),
      timeForm(main, time),
      h(
        "section",
        { class: "boxed stack" },
        h("h2", {}, "Other tools"),
        h("p", { class: "small" }, "The stand-ins speak AWS's own protocols, so that other tools open them, too:"),
        h(
          "pre",
          { tabindex: "0" },
          [
            'eval "$(.venv/bin/dreamforge env)"',
            "aws dynamodb scan --table-name dreamforge-local-products",
            "DYNAMO_ENDPOINT=$AWS_ENDPOINT_URL npx dynamodb-admin",
          ].join("\n"),
        ),
      ),
    ),
  );
  return null;
}

function faultForm(main, told) {
  const kind = h(
    "select",
    {},
    told.kinds.map((each) => h("option", { value: each.kind }, each.text)),
  );
  const service = h(
    "select",
    {},
    SERVICES.map((each) => h("option", {}, each)),
  );
  const call = h("input", { placeholder: "any; or such as PutItem products", autocomplete: "off" });
  const times = h("input", { type: "number", min: "1", max: "1000", value: "1", required: true });
  const order = async (event) => {
    event.preventDefault();
    const fault = { kind: kind.value, service: service.value, call: call.value, times: Number(times.value) };
    try {
      await send("PUT", "faults", [...told.faults, fault]);
      toast("Ordered.");
      await showTrials(main);
    } catch (error) {
      toast(error.message, "bad");
    }
  };
  const pending = told.faults.map((each, at) =>
    h(
      "li",
      { class: "row" },
      h("span", { class: "pill odd" }, each.kind),
      `${each.service} ${each.call || "(any call)"}: ${count(each.times, "more time", "more times")}`,
      button("Take back", async () => {
        await send(
          "PUT",
          "faults",
          told.faults.filter((_, other) => other !== at),
        );
        await showTrials(main);
      }),
    ),
  );
  return h(
    "section",
    { class: "boxed stack" },
    h("h2", {}, "Faults"),
    h(
      "form",
      { class: "grid", onsubmit: order },
      field("What happens", kind),
      field("Service", service),
      field("Call", call),
      field("How many times", times),
      h("button", { class: "button primary" }, "Order"),
    ),
    pending.length > 0
      ? h("ul", { class: "stack tight", "aria-label": "Faults to come" }, pending)
      : h("p", { class: "small" }, "No fault is ordered."),
  );
}

function timeForm(main, told) {
  const happened = h("div", { role: "status" });
  const spans = SPANS.map(([label, seconds]) =>
    button(`+ ${label}`, async () => {
      const found = await send("POST", "time", { seconds });
      const rows = Object.entries(found.rows_expired).map(([table, rows]) => `${table}: ${count(rows, "row")} expired`);
      const lines = [
        ...rows,
        found.leases_shortened > 0 &&
          `${count(found.leases_shortened, "lease or lock", "leases and locks")} ended sooner`,
        ...found.objects_removed.map((each) => `${each.bucket}: ${each.key} ${each.action} by rule ${each.rule}`),
      ].filter(Boolean);
      await showTrials(main);
      const place = main.querySelector("[role=status]");
      fill(
        place,
        h(
          "ul",
          { class: "plainlist" },
          (lines.length > 0 ? lines : ["Nothing was due."]).map((each) => h("li", {}, each)),
        ),
      );
    }),
  );
  const days = told.ahead / 86400;
  return h(
    "section",
    { class: "boxed stack" },
    h("h2", {}, "Time"),
    h(
      "p",
      { class: "small" },
      "What is stored becomes older: rows expire by their time to live, leases and locks end, messages in hand ",
      "come back, lifecycle rules delete objects. Clocks stay as they are.",
    ),
    told.ahead > 0 && h("p", {}, `So far: ${days >= 1 ? count(days, "day") : count(told.ahead / 60, "minute")}.`),
    h("p", { class: "row" }, spans),
    happened,
  );
}
