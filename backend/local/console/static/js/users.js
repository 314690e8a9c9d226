/** Users and groups of the pool: create, and a token for the clipboard. */

import { get, send } from "./api.js";
import { button, copy, field, fill, h, heading, table, toast } from "./dom.js";

export async function showUsers(main) {
  const told = await get("users");
  const name = h("input", { required: true, autocomplete: "off", "aria-label": "User name" });
  const groups = told.groups.map((each) => h("input", { type: "checkbox", value: each }));
  const made = h("p", { class: "mono", role: "status" });
  const create = async (event) => {
    event.preventDefault();
    try {
      const chosen = groups.filter((each) => each.checked).map((each) => each.value);
      const user = await send("POST", "users", { username: name.value, groups: chosen });
      await showUsers(main);
      main.querySelector("[role=status].mono").textContent = `${user.username} / ${user.password}`;
      toast(`${user.username} can sign in. The password is shown once.`);
    } catch (error) {
      toast(error.message, "bad");
    }
  };
  fill(
    main,
    h(
      "div",
      { class: "page" },
      heading("Users", "The Cognito user pool of this laptop. A token signs in as its user, without a password."),
      table(
        "Users",
        ["user", "groups", "e-mail", "user id", "state", ""],
        told.users.map((each) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, each.username),
            h(
              "td",
              {},
              each.groups.map((group) => h("span", { class: "pill" }, group)),
            ),
            h("td", {}, each.email),
            h("td", { class: "mono" }, each.user_id),
            h("td", {}, each.status.toLowerCase().replaceAll("_", " ")),
            h(
              "td",
              {},
              button("Copy a token", async () => {
                const { id_token } = await send("POST", `users/${encodeURIComponent(each.username)}/token`);
                await copy(id_token, `IdToken of ${each.username} copied. It is good for an hour.`);
              }),
            ),
          ),
        ),
      ),
      h(
        "section",
        { class: "boxed stack" },
        h("h2", {}, "New user"),
        h(
          "form",
          { class: "row bottom", onsubmit: create },
          field("User name", name),
          told.groups.map((each, at) => h("label", { class: "check" }, groups[at], each)),
          h("button", { class: "button primary" }, "Create"),
        ),
        made,
      ),
    ),
  );
  return null;
}
