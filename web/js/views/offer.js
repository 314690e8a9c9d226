/** A print in the shop, on a page of its own: what it is, what it costs, and how to ask for it. */

import { get, path } from "../api.js";
import { h } from "../dom.js";
import { isAbort } from "../errors.js";
import { day, money, t } from "../i18n.js";
import { once } from "../orders.js";
import { image, proof } from "../sheet.js";
import { during, field, filled, notify, say } from "../ui.js";

/** @param {string[]} rest @param {AbortSignal} signal */
export function offer([id], signal) {
  const heading = h("h1", { dir: "auto" }, () => t("waiting"));
  const place = filled(async () => {
    const listing = await get(path`/listings/${id}`, { signal });
    const { user_id } = await get("/me", { signal });
    heading.replaceChildren(listing.title);
    document.title = `${listing.title} · DreamForge`;
    say(listing.title);
    return page(listing, listing.owner_id === user_id);
  });
  return h(
    "div",
    {},
    h(
      "p",
      { class: "crumb" },
      h("a", { href: "#/shop" }, "← ", () => t("shop.title")),
    ),
    h("div", { class: "stack" }, heading, place),
  );
}

/** @param {any} listing @param {boolean} isOwn */
function page(listing, isOwn) {
  const renewed = async () => (await get(path`/listings/${listing.listing_id}`)).picture?.url;
  const picture = listing.picture
    ? image(listing.picture.url, () => t("product.alt", { title: listing.title }), renewed)
    : h("div", { class: "blank" });
  return h(
    "div",
    { class: "two wide" },
    h("div", {}, proof(picture)),
    h(
      "div",
      { class: "stack" },
      h("p", { class: "over" }, () => t(/** @type {any} */ (`kind.${listing.kind}`))),
      h("p", { class: "price" }, () => money(listing.price_cents, listing.currency)),
      h("p", {}, listing.description),
      h("p", { class: "small" }, () => t("shop.since", { day: day(listing.created_at) })),
      share(listing),
      isOwn
        ? h("a", { class: "button", href: `#/works/${listing.product_id}` }, () => t("offer.own"))
        : requestForm(listing),
    ),
  );
}

/** The page's address: through the device's own sharing where there is one, else copied. @param {any} listing */
function share(listing) {
  const trouble = h("div", { class: "wide" });
  const button = h("button", { class: "button", type: "button" }, () => t("offer.share"));
  button.addEventListener("click", () =>
    during(button, trouble, async () => {
      const url = location.href;
      if (navigator.share) return navigator.share({ title: listing.title, url }).catch(ignoreCancel);
      await navigator.clipboard.writeText(url);
      notify(t("offer.copied"));
    }),
  );
  return h("div", { class: "wide" }, button, trouble);
}

/** @param {unknown} error */
function ignoreCancel(error) {
  if (!isAbort(error)) throw error;
}

/** @param {any} listing */
function requestForm(listing) {
  const words = h("textarea", { id: "message", required: true, maxlength: 1000 });
  const copies = h("input", { id: "quantity", type: "number", min: 1, max: 100, required: true, value: 1 });
  const size = h("input", { id: "size", maxlength: 40 });
  const contact = h("input", { id: "contact", maxlength: 200, autocomplete: "email" });
  const button = h("button", { class: "button primary" }, () => t("offer.send"));
  const trouble = h("div", { class: "wide" });
  const place = h("div", { class: "wide" });
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const body = {
      message: words.value.trim(),
      quantity: Number(copies.value),
      ...(size.value.trim() && { size: size.value.trim() }),
      ...(contact.value.trim() && { contact: contact.value.trim() }),
    };
    during(button, trouble, async () => {
      await once(path`/listings/${listing.listing_id}/requests`, body);
      const done = h(
        "div",
        { class: "ticket stack", tabindex: "-1" },
        h("h2", {}, () => t("offer.sent")),
        h("p", {}, () => t("offer.sent.what")),
        h("a", { class: "button", href: "#/requests/sent" }, () => t("offer.see")),
      );
      place.replaceChildren(done);
      done.focus();
    });
  };
  place.append(
    h(
      "form",
      { class: "ticket stack", onsubmit },
      h("h2", {}, () => t("offer.ask")),
      h("p", { class: "small" }, () => t("offer.how")),
      field("offer.message", words),
      h("div", { class: "halves" }, field("offer.quantity", copies), field("offer.size", size)),
      field("offer.contact", contact, "offer.contact.hint"),
      trouble,
      button,
    ),
  );
  return place;
}
