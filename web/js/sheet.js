/** How pictures are shown: as a proof with crop marks, and as prints on a wall. */

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { during } from "./ui.js";

/** @typedef {{key: string, url: string, type: string, preview_url?: string}} Media */

/** @param {Media[]} media */
export const picture = (media) => media.find((each) => each.type === "image");

/** The picture without text. @param {any[]} media */
export const art = (media) => media.find((each) => each.role === "art") ?? picture(media);

/** The URL of a small picture, or of the whole one. @param {Media | undefined} media */
export const smallUrl = (media) => media?.preview_url ?? media?.url;

/**
 * An image by a presigned URL, which lives for minutes only: when it has died, a new one is asked for, once.
 * @param {string} url @param {string | (() => string)} alt @param {() => Promise<string | undefined>} [renewed] @param {object} [more]
 */
export function image(url, alt, renewed, more = {}) {
  const element = h("img", { src: url, alt, decoding: "async", ...more });
  element.addEventListener(
    "error",
    async () => {
      const fresh = await renewed?.().catch(() => undefined); // the picture stays broken, and its alternative text says what it was
      if (fresh) element.src = fresh;
    },
    { once: true },
  );
  return element;
}

/** @param {any} content @param {any} [caption] */
export function proof(content, caption) {
  return h("figure", { class: "proof" }, content, caption && h("figcaption", { class: "sr" }, caption));
}

/** The sheet that nothing has been printed on yet. */
export function blankProof() {
  const name = h("p", { class: "poster-name", "aria-hidden": "true" }, () => t("forge.poster"));
  return h(
    "div",
    { class: "picture" },
    proof(h("div", { class: "blank" }, h("img", { src: "art/proof.svg", alt: "" }), name)),
  );
}

/** The colours that a brief names, as a printer's control bar. @param {string[]} palette */
export function colourBar(palette) {
  return h(
    "ul",
    { class: "bar", "aria-label": () => t("palette") },
    palette.map((hex) => {
      const patch = h("i", { "aria-hidden": "true" });
      patch.style.setProperty("--c", hex);
      return h("li", {}, patch, h("span", {}, hex));
    }),
  );
}

/**
 * One print on the wall.
 * @param {{title: string, media?: Media, name: any, notes: any[], renewed?: () => Promise<string | undefined>}} facts
 *   `name` is the link or button with the title
 */
export function print({ title, media, name, notes, renewed }) {
  const url = smallUrl(media);
  const shown = url ? image(url, "", renewed, { loading: "lazy" }) : h("span", { class: "waiting" }, title);
  return h(
    "li",
    { class: "print" },
    h("div", { class: "frame" }, shown),
    h("h3", {}, name),
    h("div", { class: "row spread" }, notes),
  );
}

/**
 * A wall of prints that grows page by page.
 * @param {(pageToken: string | undefined) => Promise<{items: any[], has_more: boolean, next_page_token: string | null}>} load
 * @param {(item: any) => any} shown @param {() => any} empty what is said when there is nothing
 */
export async function wall(load, shown, empty) {
  const list = h("ul", { class: "wall" });
  const more = h("button", { class: "button", type: "button" }, () => t("more"));
  const trouble = h("div", { class: "wide" });
  const first = await load(undefined);
  if (!first.items.length && !first.has_more) return empty();
  /** @type {string | null} */
  let next = null;
  /** @param {typeof first} page @param {boolean} go whether the reader asked for it */
  const add = (page, go) => {
    const prints = page.items.map(shown);
    list.append(...prints);
    next = page.next_page_token;
    more.hidden = !page.has_more;
    if (go) prints[0]?.querySelector("a, button.name")?.focus();
  };
  more.addEventListener("click", () => during(more, trouble, async () => add(await load(next ?? undefined), true)));
  add(first, false);
  return h("div", { class: "stack wide" }, list, trouble, more);
}
