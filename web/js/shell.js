/** The frame around the pages: masthead, tabs, main, foot; and which page is in it. */

import { forgetAllowance, leftToday, recount } from "./allowance.js";
import { h, icon, mark } from "./dom.js";
import { Unreachable } from "./errors.js";
import { LANGUAGES, language, speak, t } from "./i18n.js";
import { signOut, user } from "./session.js";
import { state } from "./state.js";
import { notify, problem, regions } from "./ui.js";
import { isUnsaved, mayLeave } from "./unsaved.js";

/**
 * A page: from what follows its name in the address to its element. `signal` aborts when the reader leaves it.
 * @typedef {(rest: string[], signal: AbortSignal) => any} View
 */

/** What can follow a page's name, and its module, which is fetched at the first visit. @type {[RegExp, () => Promise<View>][]} */
const VIEWS = [
  [/^(forge)?$/, async () => (await import("./views/forge.js")).forge],
  [/^press\/job_\w{26}$/, async () => (await import("./views/forge.js")).press],
  [/^works$/, async () => (await import("./views/works.js")).works],
  [/^works\/prd_\w{26}$/, async () => (await import("./views/product.js")).product],
  [/^works\/prd_\w{26}\/job_\w{26}$/, async () => (await import("./views/variations.js")).variations],
  [/^shop$/, async () => (await import("./views/shop.js")).shop],
  [/^shop\/lst_\w{26}$/, async () => (await import("./views/offer.js")).offer],
  [/^requests(\/sent)?$/, async () => (await import("./views/requests.js")).requests],
  [/^bin$/, async () => (await import("./views/bin.js")).bin],
  [/^restyle(\/job_\w{26}|\/from\/[^/]+\/prd_\w{26})?$/, async () => (await import("./views/restyle.js")).restyle],
  [/^talk(\/conv_\w{26})?$/, async () => (await import("./views/talk.js")).talk],
];
const TABS = /** @type {const} */ (["forge", "works", "shop", "restyle", "talk"]);

/** Pages that are reached from another one. @type {Record<string, string>} */
const WITHIN = { press: "forge", bin: "works", requests: "works" };

const main = h("main", { id: "main", tabindex: "-1" });
const tabs = h("ul");
const desk = h("div", { class: "desk" });

export function begin() {
  const brand = h("a", { class: "brand", href: "#/forge" }, mark(), "DreamForge");
  const nav = h("nav", { class: "tabs", "aria-label": () => t("nav") }, tabs);
  const skip = h("a", { class: "skip", href: "#main", onclick: toMain }, () => t("skip"));
  const foot = h(
    "footer",
    { class: "foot" },
    h("span", {}, () => t("foot")),
    h("span", {}, () => t("foot.type")),
  );
  document.body.append(skip, h("header", { class: "masthead" }, brand, nav, desk), main, foot, ...regions);
  addEventListener("hashchange", onMove);
  addEventListener("beforeunload", (event) => isUnsaved() && event.preventDefault());
  document.addEventListener("session", onSession);
  document.addEventListener("language", () => {
    title();
  });
  document.addEventListener("quota", (event) => notify(t("quota", /** @type {CustomEvent} */ (event).detail)));
  document.addEventListener("allowance", furnish);
  if (user()) recount();
  show(false);
}

/** The hash is the page's address: a link within the page must not change it. @param {Event} event */
function toMain(event) {
  event.preventDefault();
  main.focus();
}

/** @param {Event} event */
function onSession(event) {
  const why = /** @type {CustomEvent} */ (event).detail;
  if (why) {
    forgetAllowance();
    state.conversation = null;
    show(true);
    notify(t(why === "ended" ? "session.ended" : "session.left"));
  } else if (main.dataset.gate) {
    recount();
    show(true);
  }
}

async function leave() {
  if (await mayLeave()) signOut("left");
}

/** Goes where the address says, unless something unsaved would be lost that the reader wants to keep. @param {HashChangeEvent} event */
async function onMove({ oldURL, newURL }) {
  if (isUnsaved()) {
    history.pushState(null, "", oldURL);
    if (!(await mayLeave())) return;
    history.pushState(null, "", newURL);
  }
  show(true);
}

/** Shows the page of the address. @param {boolean} moved whether the reader came from another page */
async function show(moved) {
  state.page.abort();
  state.page = new AbortController();
  state.unsaved = null;
  const { signal } = state.page;
  main.dataset.gate = user() ? "" : "closed";
  document.body.classList.toggle("alone", !user());
  furnish();
  let page;
  try {
    page = await find(signal);
  } catch (error) {
    page = problem(error, () => show(moved));
  }
  if (signal.aborted) return;
  main.replaceChildren(page);
  title();
  if (moved) {
    scrollTo(0, 0);
    const heading = main.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }
}

/** The page of the address: an element. @param {AbortSignal} signal */
async function find(signal) {
  if (!user()) return (await import("./views/signin.js")).gate();
  const place = location.hash.replace(/^#?\/?/, "").replace(/\/$/, "");
  const [, load] = VIEWS.find(([form]) => form.test(place)) ?? [];
  if (!load) return lost();
  const view = await fetched(load);
  return view(place.split("/").slice(1).map(decoded), signal);
}

/** @template T @param {() => Promise<T>} load @returns {Promise<T>} */
const fetched = (load) =>
  load().catch((error) => {
    throw new Unreachable(error);
  });

/** "caf%C3%A9" -> "café"; what is no such code stays as it is. @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** For an address that no page has. */
function lost() {
  return h(
    "div",
    { class: "stack" },
    h("h1", {}, () => t("lost.title")),
    h("p", { class: "lead" }, () => t("lost.lead")),
    h("a", { class: "button primary", href: "#/forge" }, () => t("lost.go")),
  );
}

function title() {
  const heading = main.querySelector("h1")?.textContent;
  document.title = heading ? `${heading} · DreamForge` : "DreamForge";
}

/** The tabs and the desk, which differ with who is signed in. */
function furnish() {
  const here = location.hash.split("/")[1] || "forge";
  tabs.parentElement.hidden = !user();
  tabs.replaceChildren(
    ...TABS.map((name) => {
      const current = name === (WITHIN[here] ?? here);
      return h(
        "li",
        {},
        h(
          "a",
          { href: `#/${name}`, "aria-current": current && "page" },
          icon(name),
          h("span", {}, () => t(`tab.${name}`)),
        ),
      );
    }),
  );
  const held = desk.contains(document.activeElement) ? document.activeElement?.id : "";
  const options = Object.entries(LANGUAGES).map(([code, label]) => h("option", { value: code, lang: code }, label));
  desk.replaceChildren(
    ...[
      user() && h("span", { class: "left" }, leftToday),
      h(
        "select",
        {
          id: "language",
          "aria-label": () => t("language"),
          value: language(),
          onchange: (/** @type {any} */ event) => speak(event.target.value),
        },
        options,
      ),
      user() &&
        h("button", { id: "sign-out", class: "button quiet", type: "button", title: user(), onclick: leave }, () =>
          t("sign.out"),
        ),
    ].filter(Boolean),
  );
  if (held) document.getElementById(held)?.focus();
}
