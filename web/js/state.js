/** What the studio remembers while it is open: all of it is here, and no other module keeps any. */

export const state = {
  /** What config.json says. @type {import("./config.js").Config} */
  config: {},
  language: "en",
  /** The texts in that language. @type {Record<import("./i18n.js").Key, string>} */
  words: /** @type {any} */ ({}),
  /** How each node gets its text again when the language changes. @type {WeakMap<Node, (() => void)[]>} */
  bindings: new WeakMap(),
  /** Who is signed in. @type {import("./session.js").Session | null} */
  session: null,
  /** The renewal of tokens that is running. @type {Promise<void> | null} */
  renewal: null,
  /** How many generations are left today. @type {{limit: number, remaining: number, resets_at: string} | null} */
  allowance: null,
  /** Aborts what the page of the moment still waits for. */
  page: new AbortController(),
  /** Whether the page of the moment has edits that are not saved. @type {(() => boolean) | null} */
  unsaved: null,
  /** The product that was just deleted, until its undo was offered. @type {any} */
  deleted: null,
  /** The timer that ends the notice. */
  notice: 0,
  /** What was typed last, so that it is still there after a failure. */
  idea: "",
  /** What each restyling of this visit began with, for before and after. @type {Map<string, string>} */
  befores: new Map(),
  /** Kept while the reader looks at other pages: sources are sent only once. @type {import("./views/talk.js").Conversation | null} */
  conversation: null,
  /** How many answers were shown, for their ids. */
  answers: 0,
};
