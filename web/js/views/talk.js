/** A conversation about products and the catalogue, with the sources of an answer. */

import { ask, get, path, remove } from "../api.js";
import { h, retell } from "../dom.js";
import { t } from "../i18n.js";
import { state } from "../state.js";
import { complain, field, filled, heading, problem, say, sure } from "../ui.js";

/** @typedef {{source: string, title: string, text: string, score: number}} Passage */
/** @typedef {{id: string | null, log: any}} Conversation */

const EARLIER = 12;
const PAGE = 50;
const MOST_PAGES = 4;
const TRIES = /** @type {import("../i18n.js").Key[]} */ (["talk.try.1", "talk.try.2", "talk.try.3"]);

export const forgetTalk = () => {
  state.conversation = null;
};

/** `#/talk`, `#/talk/CONVERSATION`. @param {string[]} rest @param {AbortSignal} signal */
export function talk([id], signal) {
  if (!state.conversation || (id && id !== state.conversation.id))
    state.conversation = {
      id: id ?? null,
      log: h("div", { class: "log", role: "log", "aria-label": () => t("talk.log") }),
    };
  const here = state.conversation;
  retell(here.log);
  const body = id && !here.log.childElementCount ? filled(() => reopened(here, signal)) : here.log;
  const past = h(
    "div",
    { class: "wide" },
    filled(() => earlier(signal)),
  );
  return h(
    "div",
    { class: "stack" },
    h("div", { class: "head" }, heading("talk.title", "talk.lead")),
    h(
      "div",
      { class: "talk wide" },
      h("div", { class: "stack" }, body, asking(here, signal)),
      h(
        "aside",
        { class: "stack tight", "aria-labelledby": "earlier" },
        h("h2", { id: "earlier" }, () => t("talk.earlier")),
        h("a", { class: "button", href: "#/talk", onclick: forgetTalk }, () => t("talk.new")),
        past,
      ),
    ),
  );
}

/** @param {Conversation} here @param {AbortSignal} signal */
function asking(here, signal) {
  const words = h("textarea", { id: "question", maxlength: 4000, rows: 2, placeholder: () => t("talk.example") });
  const button = h("button", { class: "button primary" }, () => t("talk.go"));
  const tries = h(
    "p",
    { class: "tries", hidden: here.id !== null },
    TRIES.map((key) =>
      h(
        "button",
        {
          type: "button",
          onclick: () => {
            words.value = t(key);
            form.requestSubmit();
          },
        },
        () => t(key),
      ),
    ),
  );
  const form = h(
    "form",
    {
      class: "ask",
      onsubmit: async (/** @type {Event} */ event) => {
        event.preventDefault();
        if (button.disabled || !words.value.trim()) return;
        button.disabled = true;
        tries.hidden = true;
        const question = words.value.trim();
        words.value = "";
        const kept = await turn(here, question, signal);
        if (!kept && !words.value) words.value = question;
        button.disabled = false;
        if (!signal.aborted) words.focus({ preventScroll: true });
      },
    },
    field("talk.question", words),
    button,
  );
  words.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return h("div", { class: "stack wide" }, tries, form);
}

/**
 * One question and its answer; whether the service has kept them.
 * @param {Conversation} here @param {string} question @param {AbortSignal} signal @returns {Promise<boolean>}
 */
async function turn(here, question, signal) {
  const words = h("p", { class: "words typing" });
  const answer = h("article", { class: "said it", "aria-label": () => t("talk.it") }, words);
  const mine = said("user", question);
  here.log.append(mine, answer);
  here.log.setAttribute("aria-busy", "true");
  mine.scrollIntoView({ block: "nearest" });
  /** @type {Passage[]} */
  let passages = [];
  let text = "";
  try {
    await ask(
      { message: question, ...(here.id && { conversation_id: here.id }) },
      (name, data) => {
        if (name === "start") {
          passages = data.context ?? [];
          here.id = data.conversation_id;
        } else if (name === "delta") {
          text += data.text;
          words.textContent = text;
        }
      },
      signal,
    );
    words.classList.remove("typing");
    answer.replaceChildren(...cited(text, passages));
    // the address names the conversation from now on, without going to another page
    history.replaceState(null, "", `#/talk/${here.id}`);
    return true;
  } catch (error) {
    mine.remove();
    answer.remove();
    const place = h("div", { class: "wide" });
    here.log.append(place);
    complain(place, error, () => place.remove());
    if (!here.log.querySelector(".it")) here.id = null;
    return false;
  } finally {
    here.log.removeAttribute("aria-busy");
  }
}

/** @param {string} role @param {string} text */
function said(role, text) {
  const who = role === "user" ? "talk.me" : "talk.it";
  return h(
    "article",
    { class: `said ${role === "user" ? "me" : "it"}`, "aria-label": () => t(who) },
    h("p", { class: "words" }, text),
  );
}

/** The answer, its numbers as buttons to the sources. @param {string} text @param {Passage[]} passages */
function cited(text, passages) {
  state.answers += 1;
  const answer = state.answers;
  const used = new Set();
  const parts = text.split(/(\[\d+\])/).map((part) => {
    const number = Number(/^\[(\d+)\]$/.exec(part)?.[1] ?? 0);
    if (!number || number > passages.length) return part;
    used.add(number);
    const show = () => {
      const source = document.getElementById(`source-${answer}-${number}`);
      source?.closest("details")?.setAttribute("open", "");
      source?.focus();
    };
    return h(
      "button",
      {
        class: "cite",
        type: "button",
        "aria-label": () => t("talk.cite", { number, title: passages[number - 1].title }),
        onclick: show,
      },
      String(number),
    );
  });
  const words = h("p", { class: "words" }, parts);
  if (!passages.length) return [words, h("p", { class: "small" }, () => t("talk.unsourced"))];
  const rows = passages.map((passage, index) =>
    source(passage, index + 1, `source-${answer}-${index + 1}`, used.has(index + 1)),
  );
  const first = rows.filter((_, index) => used.has(index + 1));
  const others = rows.filter((_, index) => !used.has(index + 1));
  return [
    words,
    first.length > 0 && h("p", { class: "over" }, () => t("talk.sources")),
    first.length > 0 && h("ol", { class: "sources" }, first),
    others.length > 0 &&
      h(
        "details",
        {},
        h("summary", {}, () => t("talk.others", { n: others.length })),
        h("ol", { class: "sources" }, others),
      ),
  ].filter(Boolean);
}

/** @param {Passage} passage @param {number} number @param {string} id @param {boolean} cited */
function source(passage, number, id, cited) {
  const [kind, own] = passage.source.split(":");
  const title = kind === "product" ? h("a", { href: `#/works/${own}` }, passage.title) : h("b", {}, passage.title);
  return h(
    "li",
    { id, tabindex: "-1", class: cited && "cited" },
    h(
      "p",
      {},
      `${number}. `,
      title,
      " ",
      h("span", { class: "badge" }, () => t(kind === "product" ? "talk.own" : "talk.catalogue")),
    ),
    h("p", { class: "small" }, passage.text),
  );
}

/** @param {Conversation} here @param {AbortSignal} signal */
async function reopened(here, signal) {
  const { messages } = await get(path`/conversations/${/** @type {string} */ (here.id)}`, { signal });
  here.log.append(...messages.map((/** @type {any} */ each) => said(each.role, each.text)));
  return here.log;
}

/** The latest conversations; the list has the ideas of prints among them. @param {AbortSignal} signal @returns {Promise<any[]>} */
async function chats(signal) {
  const found = [];
  let page_token;
  for (let pages = 0; pages < MOST_PAGES && found.length < EARLIER; pages += 1) {
    const page = await get("/conversations", { query: { limit: PAGE, page_token }, signal });
    found.push(...page.items.filter((/** @type {any} */ each) => each.kind !== "idea"));
    page_token = page.next_page_token;
    if (!page_token) break;
  }
  return found.slice(0, EARLIER);
}

/** @param {AbortSignal} signal */
async function earlier(signal) {
  const items = await chats(signal);
  if (!items.length) return h("p", { class: "small" }, () => t("talk.none"));
  const list = h("ul", { class: "past wide" });
  list.append(
    ...items.map((/** @type {any} */ each) => {
      const row = h(
        "li",
        {},
        h("a", { href: `#/talk/${each.conversation_id}` }, each.title),
        h(
          "button",
          {
            type: "button",
            "aria-label": () => t("talk.delete", { title: each.title }),
            onclick: () => forget(each.conversation_id, row),
          },
          "×",
        ),
      );
      return row;
    }),
  );
  return list;
}

/** @param {string} id @param {any} row */
async function forget(id, row) {
  if (!(await sure("talk.forget", "talk.forget.sure", "talk.forget.yes"))) return;
  try {
    await remove(path`/conversations/${id}`);
  } catch (error) {
    return row.append(problem(error));
  }
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  say(t("talk.forgotten"));
  (next?.querySelector("a") ?? document.getElementById("question"))?.focus();
  if (state.conversation?.id === id) {
    forgetTalk();
    location.hash = "#/talk";
  }
}
