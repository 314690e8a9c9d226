/** Files: into the store, and onto the reader's disk. */

import { post } from "./api.js";
import { isAbort, Refused, Unreachable } from "./errors.js";

export const PICTURES = ["image/png", "image/jpeg", "image/webp", "image/gif"];
export const MAX_BYTES = 20_971_520;

/**
 * Sends a file straight to the store, by an invitation that the API signs.
 * @param {File} file @param {(share: number) => void} tell how much has gone, 0..1 @param {AbortSignal} signal
 * @returns {Promise<string>} its key
 */
export async function upload(file, tell, signal) {
  const wish = { filename: file.name || "photo", content_type: file.type, size: file.size };
  const invitation = await post("/uploads", wish, { headers: { "Idempotency-Key": crypto.randomUUID() }, signal });
  const form = new FormData();
  for (const [name, value] of Object.entries(invitation.fields)) form.append(name, String(value));
  form.append("file", file);
  await send(invitation.url, form, tell, signal);
  return invitation.key;
}

/**
 * fetch cannot tell how much has gone.
 * @param {string} url @param {FormData} form @param {(share: number) => void} tell @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function send(url, form, tell, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.upload.onprogress = (event) => tell(event.loaded / event.total);
    request.onload = () =>
      request.status < 300
        ? resolve()
        : reject(new Refused(request.status, { error: "upload_refused", message: "" }, null, 0));
    request.onerror = () => reject(new Unreachable("upload"));
    signal.addEventListener(
      "abort",
      () => {
        request.abort();
        reject(new DOMException("left", "AbortError"));
      },
      { once: true },
    );
    request.send(form);
  });
}

/** Saves what a presigned URL opens, under a name of its own. @param {string} url @param {string} name */
export async function save(url, name) {
  const content = await fetched(url);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {string} url */
async function fetched(url) {
  // a picture that <img> has cached came without CORS headers, so the cache is passed by
  const answer = await fetch(url, { cache: "no-store" }).catch((error) => {
    throw isAbort(error) ? error : new Unreachable(error);
  });
  if (!answer.ok) throw new Refused(answer.status, { error: "link_expired", message: "" }, null, 0);
  return answer.blob();
}

/** "¡Año nuevo! 2026", "assets/x/poster_1.png" -> "ano-nuevo-2026.png". @param {string} title @param {string} key */
export function filename(title, key) {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const slug = plain
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return `${slug || "dreamforge"}.${key.split(".").pop()}`;
}
