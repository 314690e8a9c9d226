/** How many generations are left today; asked for after signing in and after each one. */

import { get } from "./api.js";
import { counted, hour, t } from "./i18n.js";
import { state } from "./state.js";

export async function recount() {
  try {
    state.allowance = (await get("/me")).allowance;
    document.dispatchEvent(new CustomEvent("allowance"));
  } catch {
    state.allowance = null; // it is said again after the next generation; nothing depends on it
  }
}

export const forgetAllowance = () => {
  state.allowance = null;
};

/** "37 prints left today", or nothing while that is not known. */
export function leftToday() {
  const left = state.allowance;
  if (!left) return "";
  if (left.remaining > 0) return counted("left", left.remaining);
  return t("left.none", { hour: hour(left.resets_at) });
}
