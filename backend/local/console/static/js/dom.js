/** Elements by function calls. No HTML is ever parsed. */

/** h("button", {class: "button", onclick: save}, "Save"); children that are null or false are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  const { value, ...rest } = props;
  for (const [name, given] of Object.entries(rest)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), given);
    else if (given === true) element.setAttribute(name, "");
    else if (given !== false && given !== null && given !== undefined) element.setAttribute(name, String(given));
  }
  append(element, children);
  if (value !== undefined) element.value = value;
  return element;
}

export function append(element, children) {
  for (const child of children.flat(Number.POSITIVE_INFINITY))
    if (child !== null && child !== undefined && child !== false) element.append(child);
  return element;
}

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

/** Says something to eyes and to screen readers, for some seconds. */
export function toast(text, kind = "") {
  const place = document.querySelector(".toast");
  place.textContent = text;
  place.className = `toast shown ${kind}`;
  clearTimeout(Number(place.dataset.timer));
  place.dataset.timer = String(setTimeout(() => place.classList.remove("shown"), 6000));
}

export async function copy(text, told) {
  await navigator.clipboard.writeText(text);
  toast(told);
}

/** A button that does one thing at a time, and says when it fails. */
export function button(label, act, props = {}) {
  const made = h("button", { type: "button", class: "button", ...props }, label);
  made.addEventListener("click", async () => {
    made.disabled = true;
    try {
      await act();
    } catch (error) {
      toast(error.message, "bad");
    } finally {
      made.disabled = false;
    }
  });
  return made;
}

/** A labelled field. */
export function field(label, input) {
  return h("label", { class: "field" }, h("span", {}, label), input);
}

export function heading(text, lead) {
  return h("header", { class: "heading" }, h("h1", { tabindex: "-1" }, text), lead && h("p", { class: "small" }, lead));
}

/** A table in a frame that scrolls by itself and can be reached by the keyboard. */
export function table(caption, columns, rows) {
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", { class: "sr" }, caption),
      h("thead", {}, h("tr", {}, ...columns.map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", {}, rows),
    ),
  );
}
