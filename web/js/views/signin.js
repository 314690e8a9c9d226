/** The door. */

import { choosePassword } from "../cognito.js";
import { settings } from "../config.js";
import { h } from "../dom.js";
import { examples } from "../examples.js";
import { t } from "../i18n.js";
import { accept, signIn } from "../session.js";
import { blankProof } from "../sheet.js";
import { during, field } from "../ui.js";

export function gate() {
  const place = h(
    "div",
    { class: "wide" },
    signInForm((/** @type {any} */ next) => place.replaceChildren(next)),
  );
  return h(
    "div",
    { class: "two door gate" },
    h(
      "div",
      { class: "stack" },
      h("h1", { class: "huge" }, () => t("forge.title")),
      h("p", { class: "lead" }, () => t("sign.lead")),
      place,
    ),
    h("div", { class: "side" }, blankProof()),
    examples(),
  );
}

/** @param {(next: any) => void} replace */
function signInForm(replace) {
  const name = h("input", {
    id: "username",
    name: "username",
    autocomplete: "username",
    autocapitalize: "none",
    spellcheck: "false",
    required: true,
    maxlength: 128,
  });
  const secret = h("input", {
    id: "password",
    name: "password",
    type: "password",
    autocomplete: "current-password",
    required: true,
    maxlength: 256,
  });
  const { demo } = settings();
  const button = h("button", { class: "button primary" }, () => t("sign.in"));
  const trouble = h("div", { class: "wide" });
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    during(button, trouble, async () => {
      const challenge = await signIn(name.value, secret.value);
      if (challenge) replace(challenged(challenge, name.value));
    });
  };
  return h(
    "form",
    { class: "ticket stack", onsubmit },
    h("h2", {}, () => t("sign.title")),
    field("sign.name", name),
    field("sign.secret", secret),
    trouble,
    button,
    demo &&
      h(
        "p",
        { class: "small" },
        () => t("sign.laptop"),
        " ",
        h("code", { class: "mono" }, `${demo.username} / ${demo.password}`),
      ),
  );
}

/** @param {{name: string, session: string}} challenge @param {string} username */
function challenged(challenge, username) {
  const secret = h("input", {
    id: "new-password",
    type: "password",
    autocomplete: "new-password",
    required: true,
    minlength: 8,
    maxlength: 256,
  });
  const button = h("button", { class: "button primary" }, () => t("sign.choose"));
  const trouble = h("div", { class: "wide" });
  const can = challenge.name === "NEW_PASSWORD_REQUIRED" && settings().cognito_url && settings().client_id;
  if (!can)
    return h(
      "div",
      { class: "problem", role: "alert" },
      h("h3", {}, () => t("sign.challenge")),
      h("p", { class: "mono" }, challenge.name),
    );
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    during(button, trouble, async () => accept(await choosePassword(challenge, username, secret.value), username));
  };
  queueMicrotask(() => secret.focus());
  return h(
    "form",
    { class: "ticket stack", onsubmit },
    h("h2", {}, () => t("sign.first")),
    h("p", {}, () => t("sign.first.why")),
    field("sign.new", secret),
    trouble,
    button,
  );
}
