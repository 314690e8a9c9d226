/**
 * Elements by function calls. Texts given as functions follow the language; those given as they are somebody wrote, in
 * whatever script, so they have their own direction. No HTML is ever parsed.
 */

import { state } from "./state.js";

/** @typedef {string | number | Node | (() => string) | null | undefined | false} Child */
/** @typedef {Record<string, any>} Props */

/**
 * h("button", {class: "button", onclick: save}, () => t("save"))
 * @param {string} tag
 * @param {Props} [props] attributes; `on...` are listeners, a function is a text in the reader's language
 * @param {...(Child | Child[])} children
 * @returns {any} the element; its kind follows from the tag, which the type checker need not know
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  const { value, ...rest } = props;
  if (children.some((each) => typeof each === "string")) element.dir = "auto";
  for (const [name, given] of Object.entries(rest)) put(element, name, given);
  element.append(
    ...children
      .flat()
      .map(node)
      .filter((each) => each !== null),
  );
  // a select knows its options only now
  if (value !== undefined) /** @type {any} */ (element).value = value;
  return element;
}

/** @param {Element} element @param {string} name @param {any} given */
function put(element, name, given) {
  if (name.startsWith("on")) element.addEventListener(name.slice(2), given);
  else if (typeof given === "function") bind(element, () => attribute(element, name, given()));
  else attribute(element, name, given);
}

/** @param {Element} element @param {string} name @param {any} value */
function attribute(element, name, value) {
  if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** @param {Child} child @returns {Node | null} */
function node(child) {
  if (child === null || child === undefined || child === false) return null;
  if (child instanceof Node) return child;
  if (typeof child !== "function") return document.createTextNode(String(child));
  const text = document.createTextNode("");
  bind(text, () => {
    text.data = child();
  });
  return text;
}

/** @param {Node} on @param {() => void} update */
function bind(on, update) {
  update();
  state.bindings.set(on, [...(state.bindings.get(on) ?? []), update]);
}

/** Says every text under `root` again. @param {Node} root */
export function retell(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let at = /** @type {Node | null} */ (root); at; at = walker.nextNode())
    for (const update of state.bindings.get(at) ?? []) update();
}

const PATHS = {
  forge: "M4 19h16M6 19v-5h12v5M8 14l2-9h4l2 9M12 5V2",
  works: "M4 4h7v9H4zM13 4h7v6h-7zM13 13h7v7h-7zM4 16h7v4H4z",
  shop: "M4 9l1.5-5h13L20 9M4 9v11h16V9M4 9c0 3 4 3 4 0c0 3 4 3 4 0c0 3 4 3 4 0c0 3 4 3 4 0M10 20v-5h4v5",
  restyle: "M4 20l9-9M15 4l1 3 3 1-3 1-1 3-1-3-3-1 3-1zM6 4v3M4.500 5.500h3M19 15v4M17 17h4",
  talk: "M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5",
  photo: "M3 7h4l2-3h6l2 3h4v13H3zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z",
};

/** @param {keyof typeof PATHS} name @returns {SVGElement} */
export function icon(name) {
  return svg("0 0 24 24", [["path", { d: PATHS[name] }]], "icon");
}

/** A printer's registration mark. @returns {SVGElement} */
export function mark() {
  const circle = { cx: "14", cy: "14", r: "8" };
  return svg(
    "0 0 28 28",
    [
      ["circle", circle],
      ["circle", circle],
      ["path", { d: "M14 1v26M1 14h26" }],
    ],
    "mark",
  );
}

/** @param {string} box @param {[string, Record<string, string>][]} shapes @param {string} kind @returns {SVGElement} */
function svg(box, shapes, kind) {
  const space = "http://www.w3.org/2000/svg";
  const root = document.createElementNS(space, "svg");
  root.setAttribute("viewBox", box);
  root.setAttribute("class", kind);
  root.setAttribute("aria-hidden", "true");
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    root.append(shape);
  }
  return root;
}
