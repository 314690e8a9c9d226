/** A photo goes up and comes back in another style. */

import { recount } from "../allowance.js";
import { get, path } from "../api.js";
import { h, icon } from "../dom.js";
import { Refused } from "../errors.js";
import { filename, MAX_BYTES, PICTURES, save, upload } from "../files.js";
import { t } from "../i18n.js";
import { follow, STEPS } from "../jobs.js";
import { send as order, settle } from "../orders.js";
import { art, image, proof } from "../sheet.js";
import { state } from "../state.js";
import { choice, chosen, complain, during, field, filled, heading, problem, say } from "../ui.js";
import { stepList } from "./forge.js";

/** @typedef {import("../i18n.js").Key} Key */
/**
 * A picture to start from: a file that is still here, or the key of one that the store has.
 * @typedef {{file?: File, key?: string, url: string, width?: number, height?: number}} Source
 */

const RATIOS = ["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3"];
const TRIES = /** @type {Key[]} */ (["restyle.try.1", "restyle.try.2", "restyle.try.3"]);

/** `#/restyle`, `#/restyle/from/KEY/PRODUCT`, `#/restyle/JOB`. @param {string[]} rest @param {AbortSignal} signal */
export function restyle(rest, signal) {
  const [first, key, id] = rest;
  const body =
    first === "from" ? filled(() => fromProduct(key, id, signal)) : first ? result(first, signal) : bench(null, signal);
  return h("div", { class: "stack" }, h("div", { class: "head" }, heading("restyle.title", "restyle.lead")), body);
}

/** @param {string} key @param {string} id @param {AbortSignal} signal */
async function fromProduct(key, id, signal) {
  const { product } = await get(path`/products/${id}`, { signal });
  return bench({ key, url: art(product.media ?? [])?.url ?? "" }, signal);
}

/** @param {Source | null} given @param {AbortSignal} signal */
function bench(given, signal) {
  /** @type {Source | null} */
  let source = null;
  const input = h("input", { id: "photo", type: "file", accept: PICTURES.join(","), "aria-describedby": "photo-hint" });
  const face = h("div", { class: "stack", "aria-hidden": "true" });
  const label = h(
    "label",
    { class: "drop", for: "photo" },
    face,
    h("span", { class: "sr" }, () => t("restyle.photo")),
    input,
  );
  const trouble = h("div", { class: "wide" });
  const words = h("textarea", { id: "wish", required: true, maxlength: 2000, placeholder: () => t("restyle.example") });
  const button = h("button", { class: "button primary" }, () => t("restyle.go"));
  const sending = h("progress", { max: 100, value: 0, hidden: true, "aria-label": () => t("restyle.sending") });

  /** @param {Source} next */
  const take = (next) => {
    source = next;
    trouble.replaceChildren();
    const shown = image(next.url, "");
    shown.addEventListener("load", () => {
      Object.assign(next, { width: shown.naturalWidth, height: shown.naturalHeight });
    });
    face.replaceChildren(shown);
  };
  /** @param {File | undefined} file */
  const takeFile = (file) => {
    if (!file) return;
    const fault = !PICTURES.includes(file.type) ? "restyle.type" : file.size > MAX_BYTES ? "restyle.size" : null;
    if (fault) return complain(trouble, new Refused(415, { error: fault, message: "" }, null, 0));
    take({ file, url: URL.createObjectURL(file) });
    say(t("restyle.taken", { name: file.name }));
  };
  input.addEventListener("change", () => takeFile(input.files[0]));
  for (const name of ["dragover", "dragleave", "drop"]) {
    label.addEventListener(name, (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      label.classList.toggle("over-it", name === "dragover");
      if (name === "drop") takeFile(event.dataTransfer?.files[0]);
    });
  }
  if (given) take(given);
  else
    face.replaceChildren(
      icon("photo"),
      h("span", {}, () => t("restyle.photo")),
    );

  const onsubmit = (/** @type {any} */ event) => {
    event.preventDefault();
    if (!source) return complain(trouble, new Refused(422, { error: "restyle.missing", message: "" }, null, 0));
    const from = source;
    during(button, trouble, async () => {
      sending.hidden = !from.file || Boolean(from.key);
      try {
        from.key ??= await upload(
          /** @type {File} */ (from.file),
          (share) => {
            sending.value = share * 100;
          },
          signal,
        );
      } finally {
        sending.hidden = true;
      }
      const body = {
        prompt: words.value.trim(),
        input_key: from.key,
        aspect_ratio: chosen(event.target, "ratio") || nearest(from),
      };
      const job = await order("/generate", body, "task_id", {}, signal);
      state.befores.set(job, from.url);
      location.hash = `#/restyle/${job}`;
    });
  };
  const ratios = /** @type {[string, any][]} */ ([
    ["", "ratio.same"],
    ...RATIOS.map((each) => [each, `ratio.${each}`]),
  ]);
  return h(
    "form",
    { class: "two wide", onsubmit },
    h(
      "div",
      { class: "stack tight" },
      label,
      h("p", { class: "hint", id: "photo-hint" }, () => t("restyle.hint")),
    ),
    h(
      "div",
      { class: "ticket stack" },
      field("restyle.wish", words),
      h(
        "p",
        { class: "tries" },
        TRIES.map((each) =>
          h(
            "button",
            {
              type: "button",
              onclick: () => {
                words.value = t(each);
                words.focus();
              },
            },
            () => t(each),
          ),
        ),
      ),
      choice("ratio", "restyle.ratio", ratios, ""),
      sending,
      trouble,
      button,
    ),
  );
}

/** The ratio of RATIOS that is nearest to a picture's own. @param {Source} source */
function nearest({ width, height }) {
  if (!width || !height) return "1:1";
  const away = (/** @type {string} */ ratio) => {
    const [w, h] = ratio.split(":").map(Number);
    return Math.abs(Math.log(width / height / (w / h)));
  };
  return RATIOS.reduce((best, each) => (away(each) < away(best) ? each : best));
}

/** @param {string} id @param {AbortSignal} signal */
function result(id, signal) {
  const bar = h("progress", { max: 100, value: 0, "aria-label": () => t("press.progress") });
  const steps = stepList(STEPS.generate);
  const before = state.befores.get(id);
  const trouble = h("div", { class: "wide" });
  const place = h("div", { class: "stack wide" }, steps.list, bar, trouble);
  /** @param {import("../jobs.js").Job} job */
  const tell = (job) => {
    steps.tell(job);
    bar.value = job.progress;
  };
  const watch = () => {
    trouble.replaceChildren();
    follow(id, tell, signal)
      .then((job) => {
        settle(id);
        recount();
        const again = () => {
          location.hash = "#/restyle";
        };
        const error = new Refused(0, { ...job.error, request_id: job.job_id }, null, 0);
        if (job.state === "fail") return place.replaceChildren(problem(error, again));
        place.replaceChildren(beforeAndAfter(before, job));
        say(t("restyle.done"));
      })
      .catch((error) => complain(trouble, error, watch));
  };
  watch();
  return place;
}

/** @param {string | undefined} before @param {import("../jobs.js").Job} job */
function beforeAndAfter(before, job) {
  const [media] = job.result.media;
  const trouble = h("div", { class: "wide" });
  const renewed = async () => (await get(path`/jobs/${job.job_id}`)).result.media[0].url;
  const button = h("button", { class: "button", type: "button" }, () =>
    t("product.download", { ending: media.key.split(".").pop().toUpperCase() }),
  );
  button.addEventListener("click", () =>
    during(button, trouble, async () => save(await renewed(), filename(t("restyle.file"), media.key))),
  );
  return h(
    "div",
    { class: "stack wide" },
    h(
      "div",
      { class: before ? "before-after" : "two" },
      before &&
        h(
          "div",
          { class: "stack tight" },
          h("h2", {}, () => t("restyle.before")),
          proof(image(before, () => t("restyle.before"))),
        ),
      h(
        "div",
        { class: "stack tight" },
        h("h2", {}, () => t("restyle.after")),
        proof(image(media.url, () => t("restyle.after"), renewed)),
      ),
    ),
    trouble,
    h(
      "div",
      { class: "row" },
      button,
      h("a", { class: "button", href: "#/restyle" }, () => t("restyle.again")),
    ),
  );
}
