/** How many generations are left today; asked for after signing in and after each one. */

import { get } from "./api.js";
import { counted, hour, t } from "./i18n.js";

/** @type {{limit: number, remaining: number, resets_at: string} | null} */
let left = null;

export async function recount() {
  try {
    left = (await get("/me")).allowance;
    document.dispatchEvent(new CustomEvent("allowance"));
  } catch {
    left = null; // it is said again after the next generation; nothing depends on it
  }
}

export const forgetAllowance = () => { left = null; };

/** "37 prints left today", or nothing while that is not known. */
export function leftToday() {
  if (!left) return "";
  if (left.remaining > 0) return counted("left", left.remaining);
  return t("left.none", { hour: hour(left.resets_at) });
}
