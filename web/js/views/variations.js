/** New art for the words of a print: several pieces side by side, of which one is chosen. */

import { recount } from "../allowance.js";
import { get, path, post } from "../api.js";
import { h } from "../dom.js";
import { Refused } from "../errors.js";
import { t } from "../i18n.js";
import { follow } from "../jobs.js";
import { send, settle } from "../orders.js";
import { image, picture, proof } from "../sheet.js";
import { complain, during, field, notify, problem, say } from "../ui.js";

const MOST = 4;

/** On the page of a print: how many to make. @param {any} product */
export function variationForm(product) {
  const count = h(
    "select",
    { id: "count", value: 3 },
    Array.from({ length: MOST }, (_, at) => h("option", {}, String(at + 1))),
  );
  const button = h("button", { class: "button" }, () => t("variations.go"));
  const trouble = h("div", { class: "wide" });
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    during(button, trouble, async () => {
      const to = path`/products/${product.product_id}/variations`;
      const job = await send(to, { count: Number(count.value) }, "task_id");
      location.hash = `#/works/${product.product_id}/${job}`;
    });
  };
  return h(
    "form",
    { class: "stack tight wide", onsubmit, "aria-labelledby": "variations" },
    h("h2", { id: "variations" }, () => t("variations.title")),
    h("p", { class: "small" }, () => t("variations.what")),
    h("div", { class: "row" }, h("div", {}, field("variations.count", count)), button),
    trouble,
  );
}

/** `#/works/PRODUCT/JOB`. @param {string[]} rest @param {AbortSignal} signal */
export function variations([id, job], signal) {
  const bar = h("progress", { max: 100, value: 0, "aria-label": () => t("press.progress") });
  const trouble = h("div", { class: "wide" });
  const place = h("div", { class: "stack wide" }, bar, trouble);
  const watch = async () => {
    trouble.replaceChildren();
    try {
      const { product } = await get(path`/products/${id}`, { signal });
      const tell = (/** @type {import("../jobs.js").Job} */ each) => {
        bar.value = each.progress;
      };
      const done = await follow(job, tell, signal);
      settle(job);
      recount();
      if (done.state === "fail") {
        const error = new Refused(0, { ...done.error, request_id: job }, null, 0);
        place.replaceChildren(problem(error));
        return;
      }
      place.replaceChildren(sideBySide(product, done));
      say(t("variations.done"));
    } catch (error) {
      complain(trouble, error, watch);
    }
  };
  watch();
  return h(
    "div",
    {},
    h(
      "p",
      { class: "crumb" },
      h("a", { href: `#/works/${id}` }, () => `← ${t("variations.back")}`),
    ),
    h(
      "div",
      { class: "stack" },
      h("h1", {}, () => t("variations.title")),
      place,
    ),
  );
}

/** @param {any} product @param {import("../jobs.js").Job} job */
function sideBySide(product, job) {
  const made = job.result.variations;
  const now = picture(product.media ?? []);
  const again = async (/** @type {number} */ at) =>
    picture((await get(path`/jobs/${job.job_id}`)).result.variations[at].media)?.url;
  return h(
    "ul",
    { class: "side-by-side" },
    now &&
      h(
        "li",
        { class: "stack tight" },
        proof(image(now.url, () => t("product.alt", { title: product.title }))),
        h("p", { class: "small" }, () => t("variations.now")),
      ),
    made.map((/** @type {any} */ each, /** @type {number} */ at) => {
      const number = at + 1;
      const trouble = h("div", { class: "wide" });
      const use = h(
        "button",
        { class: "button", type: "button", "aria-label": () => t("variations.use", { number }) },
        () => t("variations.choose"),
      );
      use.addEventListener("click", () =>
        during(use, trouble, async () => {
          await post(path`/products/${product.product_id}/art`, { art_key: each.art_key });
          location.hash = `#/works/${product.product_id}`;
          notify(t("variations.chosen"));
        }),
      );
      const shown = picture(each.media);
      return h(
        "li",
        { class: "stack tight" },
        shown &&
          proof(
            image(
              shown.url,
              () => t("variations.alt", { number }),
              () => again(at),
            ),
          ),
        use,
        trouble,
      );
    }),
  );
}
