/** The frame around the pages: masthead, tabs, main, foot; and which page is in it. */

import { forgetAllowance, leftToday, recount } from "./allowance.js";
import { h, icon, mark } from "./dom.js";
import { LANGUAGES, language, speak, t } from "./i18n.js";
import { signOut, user } from "./session.js";
import { state } from "./state.js";
import { notify, regions } from "./ui.js";
import { forge, press } from "./views/forge.js";
import { product } from "./views/product.js";
import { restyle } from "./views/restyle.js";
import { shop } from "./views/shop.js";
import { gate } from "./views/signin.js";
import { forgetTalk, talk } from "./views/talk.js";
import { works } from "./views/works.js";

/**
 * A page: from what follows its name in the address to its element. `signal` aborts when the reader leaves it.
 * @typedef {(rest: string[], signal: AbortSignal) => any} View
 */

/** @type {Record<string, View>} */
const VIEWS = {
  forge,
  press,
  shop,
  restyle,
  talk,
  works: (rest, signal) => (rest[0] ? product(rest, signal) : works(rest, signal)),
};
const TABS = /** @type {const} */ (["forge", "works", "shop", "restyle", "talk"]);

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
  addEventListener("hashchange", () => show(true));
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
    forgetTalk();
    show(true);
    notify(t(why === "ended" ? "session.ended" : "session.left"));
  } else if (main.dataset.gate) {
    recount();
    show(true);
  }
}

/** Shows the page of the address. @param {boolean} moved whether the reader came from another page */
function show(moved) {
  state.page.abort();
  state.page = new AbortController();
  const [, name = "", ...rest] = location.hash.split("/");
  const view = VIEWS[name] ?? forge;
  main.dataset.gate = user() ? "" : "closed";
  document.body.classList.toggle("alone", !user());
  main.replaceChildren(user() ? view(rest.map(decodeURIComponent), state.page.signal) : gate());
  furnish();
  title();
  if (moved) {
    scrollTo(0, 0);
    const heading = main.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }
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
      const current = name === here || (here === "press" && name === "forge");
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
        h(
          "button",
          { id: "sign-out", class: "button quiet", type: "button", title: user(), onclick: () => signOut("left") },
          () => t("sign.out"),
        ),
    ].filter(Boolean),
  );
  if (held) document.getElementById(held)?.focus();
}
