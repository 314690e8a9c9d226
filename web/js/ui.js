/** Parts of several pages: notices, problems, waiting, asking before something is lost. */

import { h } from "./dom.js";
import { isAbort, Refused, Unreachable } from "./errors.js";
import { counted, has, language, t } from "./i18n.js";
import { state } from "./state.js";

/** @typedef {import("./i18n.js").Key} Key */

const NOTICE_MS = 5000;
const live = h("p", { class: "sr", role: "status" });
const shown = h("p", { class: "notice", "aria-hidden": "true" });
export const regions = [live, shown];

/** Says something to screen readers alone. @param {string} text */
export function say(text) {
  live.textContent = text;
}

/** Says something to everybody, for a while. @param {string} text */
export function notify(text) {
  say(text);
  shown.textContent = text;
  clearTimeout(state.notice);
  state.notice = window.setTimeout(() => {
    shown.textContent = "";
  }, NOTICE_MS);
}

/** What went wrong, in a sentence. @param {unknown} error @returns {string} */
export function headline(error) {
  if (error instanceof Unreachable) return t("problem.unreachable");
  if (!(error instanceof Refused)) return t("problem.page");
  const key = `problem.${error.code}`;
  if (has(key)) return t(key);
  return t(error.status >= 500 || error.status === 0 ? "problem.internal_error" : "problem.other");
}

/**
 * What went wrong, what to do, and the id by which the service knows it.
 * @param {unknown} error @param {() => void} [again] what a button "try again" does
 */
export function problem(error, again) {
  const refused = error instanceof Refused ? error : null;
  if (!refused && !(error instanceof Unreachable)) console.error(error);
  const retry = again && h("button", { class: "button", type: "button", onclick: again }, () => t("again"));
  if (retry && refused?.retryAfter) countdown(retry, refused.retryAfter);
  return h(
    "div",
    { class: "problem", role: "alert", tabindex: "-1" },
    h("h3", {}, () => headline(error)),
    refused && fields(refused),
    refused && serviceWords(refused),
    error instanceof Unreachable && h("p", {}, () => t("problem.unreachable.do")),
    refused?.requestId &&
      h("p", { class: "small" }, () => t("problem.id"), " ", h("code", { class: "mono" }, refused.requestId)),
    retry,
  );
}

/** What the forms call the fields of the API. @type {Record<string, Key>} */
const FIELDS = {
  title: "product.title",
  lines: "product.lines",
  description: "product.words",
  price_cents: "product.price",
  currency: "product.currency",
  q: "forge.idea",
  prompt: "restyle.wish",
};

/** The fields that do not fit, by their names in the form. @param {Refused} refused */
function fields({ details }) {
  const names = [...new Set(details.map((each) => String(each.field ?? "").split(".")[0]))].filter(Boolean);
  if (!names.length) return null;
  return h(
    "ul",
    {},
    names.map((name) => (FIELDS[name] ? h("li", {}, () => t(FIELDS[name])) : h("li", {}, name))),
  );
}

/** What the service says, which is English: for a reader of another language behind the page's own words. @param {Refused} refused */
function serviceWords({ message, details }) {
  if (!message) return null;
  const words = [message, ...details.map((each) => `${each.field ?? ""} ${each.message}`.trim())];
  const said = words.map((each) => h("p", { lang: "en" }, each));
  if (language() === "en") return h("div", { class: "stack tight" }, said);
  return h(
    "details",
    {},
    h("summary", {}, () => t("problem.words")),
    said,
  );
}

/** @param {any} button @param {number} seconds */
function countdown(button, seconds) {
  const until = Date.now() + seconds * 1000;
  button.disabled = true;
  const hint = h("span", { class: "small" });
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    hint.textContent =
      left > 0 ? ` · ${counted(left > 90 ? "minutes" : "seconds", left > 90 ? Math.ceil(left / 60) : left)}` : "";
    if (left > 0) setTimeout(tick, 1000);
  };
  queueMicrotask(() => {
    button.append(hint);
    tick();
  });
}

/**
 * Puts a problem into `place`, in the place of an earlier one, and takes the reader there.
 * @param {any} place @param {unknown} error @param {() => void} [again]
 */
export function complain(place, error, again) {
  if (isAbort(error)) return;
  const found = problem(error, again);
  place.replaceChildren(found);
  found.focus();
}

/**
 * A place that is filled when `load` is done; meanwhile it says so, and afterwards what went wrong, if anything.
 * @param {() => Promise<any>} load
 */
export function filled(load) {
  const place = h("div", { class: "stack wide" });
  const fill = async () => {
    place.setAttribute("aria-busy", "true");
    place.replaceChildren(h("p", { class: "waiting" }, () => t("waiting")));
    try {
      place.replaceChildren(await load());
    } catch (error) {
      if (!isAbort(error)) place.replaceChildren(problem(error, fill));
    } finally {
      place.removeAttribute("aria-busy");
    }
  };
  fill();
  return place;
}

/**
 * Runs `work` with a button held down meanwhile; problems go to `place`.
 * @param {any} button @param {any} place @param {() => Promise<any>} work
 */
export async function during(button, place, work) {
  if (button.disabled) return;
  button.disabled = true;
  place.replaceChildren();
  try {
    await work();
  } catch (error) {
    complain(place, error);
  } finally {
    button.disabled = false;
  }
}

/**
 * A dialog that closes by Escape, its button, or a click outside of it.
 * @param {() => string} title @param {any[]} content @param {string} kind
 */
export function dialog(title, content, kind = "") {
  const heading = h("h2", { id: "dialog-title" }, title);
  const close = h("button", { class: "button", type: "button", onclick: () => box.close() }, () => t("close"));
  const box = h(
    "dialog",
    { class: kind, "aria-labelledby": "dialog-title" },
    h("div", { class: "stack" }, heading, ...content, close),
  );
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    if (event.target === box) box.close();
  });
  document.body.append(box);
  box.showModal();
  return box;
}

/** Asks before something is lost. @param {Key} title @param {Key} text @param {Key} yes @returns {Promise<boolean>} */
export function sure(title, text, yes) {
  return new Promise((resolve) => {
    const go = h(
      "button",
      {
        class: "button danger",
        type: "button",
        onclick: () => {
          resolve(true);
          box.close();
        },
      },
      () => t(yes),
    );
    const box = dialog(() => t(title), [h("p", {}, () => t(text)), go], "narrow");
    box.addEventListener("close", () => resolve(false));
  });
}

/** What a page is called, and what it is for. @param {Key} title @param {Key} lead */
export function heading(title, lead) {
  return h(
    "div",
    { class: "stack tight" },
    h("h1", {}, () => t(title)),
    h("p", { class: "lead" }, () => t(lead)),
  );
}

/** @param {Key} label @param {any} input an element with an id @param {Key} [hint] */
export function field(label, input, hint) {
  if (input.matches("textarea, input:not([type])")) input.dir = "auto";
  if (hint) input.setAttribute("aria-describedby", `${input.id}-hint`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: input.id }, () => t(label)),
    input,
    hint && h("p", { class: "hint", id: `${input.id}-hint` }, () => t(hint)),
  );
}

/**
 * A row of radio buttons.
 * @param {string} name @param {Key} legend @param {[string, Key][]} choices value and label @param {string} chosen
 * @param {(value: string) => void} [onchange]
 */
export function choice(name, legend, choices, chosen, onchange) {
  return h(
    "fieldset",
    { onchange: (/** @type {any} */ event) => onchange?.(event.target.value) },
    h("legend", {}, () => t(legend)),
    h(
      "div",
      { class: "case" },
      choices.map(([value, label]) =>
        h(
          "label",
          {},
          h("input", { type: "radio", name, value, checked: value === chosen }),
          h("span", {}, () => t(label)),
        ),
      ),
    ),
  );
}

/** @param {HTMLFormElement} form @param {string} name @returns {string} */
export const chosen = (form, name) => String(new FormData(form).get(name) ?? "");
