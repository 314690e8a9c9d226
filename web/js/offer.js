/** A product and its listing have a state each; a person sees one. */

/** @typedef {"draft" | "active" | "paused" | "archived"} State */

/** @type {State[]} */
export const STATES = ["draft", "active", "paused", "archived"];

/** @param {{status: string}} product @param {{status: string}} listing @returns {State} */
export function stateOf(product, listing) {
  if (product.status !== "active") return /** @type {State} */ (product.status);
  return listing.status === "active" ? "active" : "paused";
}

/** What has to be so for a state; the storefront shows a thing when both are active. @param {State} state */
export function meaning(state) {
  if (state === "active") return { product: "active", listing: "active" };
  if (state === "paused") return { product: "active", listing: "inactive" };
  return { product: state };
}

/** The members of `wanted` that differ from `have`. @param {any} wanted @param {any} have @returns {any} */
export function changed(wanted, have) {
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(have[name]),
    ),
  );
}
