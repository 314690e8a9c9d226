/** An idea is typed in, and becomes a print while one watches. */

import { leftToday, recount } from "../allowance.js";
import { h } from "../dom.js";
import { Refused } from "../errors.js";
import { examples } from "../examples.js";
import { t } from "../i18n.js";
import { follow, STEPS } from "../jobs.js";
import { send, settle } from "../orders.js";
import { blankProof, proof } from "../sheet.js";
import { state } from "../state.js";
import { choice, chosen, complain, during, field, problem, say } from "../ui.js";

/** @typedef {import("../i18n.js").Key} Key */

/** @type {[string, Key][]} */
const KINDS = [
  ["", "kind.any"],
  ["poster", "kind.poster"],
  ["photo", "kind.photo"],
  ["card", "kind.card"],
  ["document", "kind.document"],
];
const TRIES = /** @type {Key[]} */ (["try.1", "try.2", "try.3", "try.4"]);

export function forge() {
  const words = h("textarea", {
    id: "idea",
    class: "idea",
    name: "idea",
    required: true,
    maxlength: 1000,
    placeholder: () => t("forge.example"),
    value: state.idea,
  });
  const button = h("button", { class: "button primary" }, () => t("forge.go"));
  const trouble = h("div", { class: "wide" });
  const onsubmit = (/** @type {any} */ event) => {
    event.preventDefault();
    state.idea = words.value;
    const kind = chosen(event.target, "kind");
    during(button, trouble, () => order({ q: state.idea.trim(), ...(kind && { kind }) }));
  };
  words.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) words.form.requestSubmit();
  });
  const tries = TRIES.map((key) =>
    h(
      "button",
      {
        type: "button",
        onclick: () => {
          words.value = t(key);
          words.focus();
        },
      },
      () => t(key),
    ),
  );
  const form = h(
    "form",
    { class: "ticket stack", onsubmit },
    field("forge.idea", words),
    h(
      "p",
      { class: "tries" },
      h("span", { class: "sr" }, () => t("forge.tries")),
      tries,
    ),
    choice("kind", "kind", KINDS, ""),
    trouble,
    h("div", { class: "row wide spread" }, button, h("span", { class: "small" }, leftToday)),
  );
  document.addEventListener(
    "allowance",
    () => form.isConnected && form.querySelector(".spread .small").replaceChildren(leftToday()),
    { once: true },
  );
  return h(
    "div",
    { class: "two door" },
    h(
      "div",
      { class: "stack" },
      h("h1", { class: "huge" }, () => t("forge.title")),
      h("p", { class: "lead" }, () => t("forge.lead")),
      form,
    ),
    h("div", { class: "side" }, blankProof()),
    examples((idea) => {
      words.value = idea;
      words.focus();
      scrollTo({ top: 0, behavior: "smooth" });
    }),
  );
}

/** @param {any} body what is sent to /create */
async function order(body) {
  const job_id = await send("/create", body, "job_id", { Prefer: "respond-async" });
  location.hash = `#/press/${job_id}`;
}

/** The job of the address, step by step; then its print. @param {string[]} rest @param {AbortSignal} signal */
export function press([id], signal) {
  const bar = h("progress", { max: 100, value: 0, "aria-label": () => t("press.progress") });
  const share = h("p", { "aria-hidden": "true" }, "0");
  const sheet = h("div", { class: "blank" }, h("i"), share);
  const steps = stepList(STEPS.create);
  const trouble = h("div", { class: "wide" });
  const began = performance.now();
  const tell = (/** @type {import("../jobs.js").Job} */ job) => {
    steps.tell(job);
    bar.value = job.progress;
    share.textContent = String(job.progress);
    sheet.style.setProperty("--inked", `${job.progress}%`);
  };
  const watch = () => {
    trouble.replaceChildren();
    follow(id, tell, signal)
      .then((job) => {
        settle(id);
        recount();
        if (job.state === "fail") return failed(trouble, sheet, job);
        state.idea = "";
        const made = job.result.creation;
        sessionStorage.setItem(FRESH, `${made.ids.product_id} ${Math.round(performance.now() - began)}`);
        location.replace(`#/works/${made.ids.product_id}`);
      })
      // the job continues without us, so trying again means to look at it again
      .catch((error) => complain(trouble, error, watch));
  };
  watch();
  return h(
    "div",
    { class: "two" },
    h(
      "div",
      { class: "stack" },
      h("h1", {}, () => t("press.title")),
      h("p", { class: "lead" }, () => t("press.lead")),
      steps.list,
      bar,
      trouble,
    ),
    h("div", { class: "side press" }, proof(sheet)),
  );
}

/** In sessionStorage: the product just made, and its milliseconds. */
export const FRESH = "dreamforge.studio.fresh";

/** @param {any} trouble @param {HTMLElement} sheet @param {import("../jobs.js").Job} job */
function failed(trouble, sheet, job) {
  sheet.replaceChildren();
  const error = new Refused(0, { ...job.error, request_id: job.job_id }, null, 0);
  trouble.replaceChildren(
    problem(error, () => {
      location.hash = "#/forge";
    }),
  );
}

/** The steps of a job as a list that knows where the job is. @param {string[]} names */
export function stepList(names) {
  const rows = names.map((name) => {
    const state = h("small");
    return {
      name,
      state,
      row: h(
        "li",
        {},
        h("b", {}, () => t(/** @type {Key} */ (`step.${name}`))),
        state,
      ),
    };
  });
  let said = "";
  /** @param {import("../jobs.js").Job} job */
  const tell = (job) => {
    const at = job.state === "success" ? names.length : names.indexOf(job.step ?? "");
    rows.forEach(({ row, state }, index) => {
      const now = index === at && job.state !== "fail";
      row.className = index < at ? "done" : now ? "now" : "";
      row.toggleAttribute("aria-current", now);
      if (now) row.setAttribute("aria-current", "step");
      state.textContent = index < at ? "✓" : now ? "…" : "";
      state.setAttribute("aria-hidden", "true");
    });
    const current = names[at] ?? "";
    if (current && current !== said) say(t(/** @type {Key} */ (`step.${current}`)));
    said = current;
  };
  return {
    list: h(
      "ol",
      { class: "steps" },
      rows.map(({ row }) => row),
    ),
    tell,
  };
}
