/** Order requests: those that the reader got as a seller, and those that the reader sent. */

import { get, patch, path } from "../api.js";
import { h } from "../dom.js";
import { day, money, t } from "../i18n.js";
import { during, field, filled, heading, notify } from "../ui.js";
import { watchEdits } from "../unsaved.js";

const PAGE = 20;

/** `#/requests`, `#/requests/sent`. @param {string[]} rest @param {AbortSignal} signal */
export function requests([which], signal) {
  const role = which === "sent" ? "buyer" : "seller";
  const tab = (/** @type {string} */ of, /** @type {import("../i18n.js").Key} */ label, /** @type {string} */ href) =>
    h("a", { class: "button", href, "aria-current": role === of && "page" }, () => t(label));
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      heading("requests.title", "requests.lead"),
      h(
        "div",
        { class: "row" },
        tab("seller", "requests.got", "#/requests"),
        tab("buyer", "requests.sent", "#/requests/sent"),
      ),
    ),
    filled(() => list(role, signal)),
  );
}

/** @param {string} role @param {AbortSignal} signal */
async function list(role, signal) {
  const rows = h("ul", { class: "requests" });
  const trouble = h("div", { class: "wide" });
  const more = h("button", { class: "button", type: "button" }, () => t("more"));
  /** @type {string | null} */
  let next = null;
  const load = async () => {
    const page = await get("/requests", { query: { role, limit: PAGE, page_token: next }, signal });
    rows.append(...page.items.map((/** @type {any} */ each) => row(each, role)));
    next = page.next_page_token;
    more.hidden = !page.has_more;
  };
  await load();
  more.addEventListener("click", () => during(more, trouble, load));
  watchEdits(() => [...rows.querySelectorAll("textarea")].some((each) => each.value.trim() !== ""));
  if (!rows.childElementCount)
    return h(
      "div",
      { class: "empty" },
      h("p", { class: "lead" }, () => t(role === "seller" ? "requests.none" : "requests.none.sent")),
    );
  return h("div", { class: "stack wide" }, rows, trouble, more);
}

/** @param {any} request @param {string} role @returns {any} */
function row(request, role) {
  const trouble = h("div", { class: "wide" });
  const answer = h("textarea", { id: `answer-${request.request_id}`, maxlength: 1000, required: true });
  const element = h("li", { class: "ticket stack tight" });
  const change = (/** @type {any} */ button, /** @type {any} */ body, /** @type {import("../i18n.js").Key} */ done) =>
    during(button, trouble, async () => {
      const after = await patch(path`/requests/${request.request_id}`, body);
      const changed = row(after, role);
      element.replaceWith(changed);
      changed.querySelector("a")?.focus();
      notify(t(done));
    });
  const close = h("button", { class: "button quiet", type: "button" }, () => t("requests.close"));
  close.addEventListener("click", () => change(close, { status: "closed" }, "requests.closed"));
  const reply = h("button", { class: "button" }, () => t("requests.reply"));
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    change(reply, { answer: answer.value.trim() }, "requests.replied");
  };
  element.append(
    h(
      "p",
      { class: "over" },
      h("span", {}, () => day(request.created_at)),
      h("span", { class: `badge ${request.status}` }, () => t(/** @type {any} */ (`request.${request.status}`))),
    ),
    h(
      "h2",
      {},
      h(
        "a",
        { href: `#/${role === "seller" ? `works/${request.product_id}` : `shop/${request.listing_id}`}` },
        request.title,
      ),
    ),
    h(
      "p",
      { class: "small" },
      () => t("requests.copies", { n: request.quantity, price: money(request.price_cents, request.currency) }),
      request.size && ` · ${request.size}`,
    ),
    h("p", { class: "words" }, request.message),
    ...(role === "seller"
      ? [
          h(
            "p",
            { class: "small" },
            () => t("requests.from"),
            " ",
            h("bdi", {}, [request.buyer_name, request.contact].filter(Boolean).join(" · ")),
          ),
        ]
      : []),
    ...(request.answer
      ? [h("p", { class: "over" }, () => t("requests.answer")), h("p", { class: "words" }, request.answer)]
      : []),
    ...(role === "seller" && request.status === "open"
      ? [
          h(
            "form",
            { class: "stack tight wide", onsubmit },
            field("requests.your", answer),
            h("div", { class: "row" }, reply, close),
          ),
        ]
      : request.status === "closed"
        ? []
        : [close]),
    trouble,
  );
  return element;
}
