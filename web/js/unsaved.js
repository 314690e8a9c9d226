/** Edits that are not saved yet: leaving their page asks first. */

import { state } from "./state.js";
import { sure } from "./ui.js";

/** The page of the moment has edits while `changed` says so. @param {() => boolean} changed */
export function watchEdits(changed) {
  state.unsaved = changed;
}

export const isUnsaved = () => Boolean(state.unsaved?.());

/** Whether the reader may leave; edits are given up then. @returns {Promise<boolean>} */
export async function mayLeave() {
  if (isUnsaved() && !(await sure("unsaved.title", "unsaved.text", "unsaved.yes"))) return false;
  state.unsaved = null;
  return true;
}
