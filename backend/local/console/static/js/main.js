/** Begins: the tabs, and the page that the address names. */

import { showBuckets } from "./buckets.js";
import { fill, h, toast } from "./dom.js";
import { showQueues } from "./queues.js";
import { showRequests } from "./requests.js";
import { showTables } from "./tables.js";
import { showTrials } from "./trials.js";
import { showUsers } from "./users.js";

const PAGES = {
  requests: ["Requests", showRequests],
  tables: ["Tables", showTables],
  buckets: ["Buckets", showBuckets],
  queue: ["Queue", showQueues],
  users: ["Users", showUsers],
  try: ["Try", showTrials],
};

let leave = () => {};

async function show() {
  const [name = "requests", ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const [title, page] = PAGES[name] ?? PAGES.requests;
  const current = PAGES[name] ? name : "requests";
  fill(
    document.querySelector(".tabs ul"),
    Object.entries(PAGES).map(([key, [label]]) =>
      h("li", {}, h("a", { href: `#/${key}`, "aria-current": key === current ? "page" : null }, label)),
    ),
  );
  const main = document.querySelector("main");
  const arrived = main.dataset.page !== current;
  main.dataset.page = current;
  document.title = `${title} · DreamForge console`;
  if (arrived || current !== "requests") leave();
  try {
    const left = await page(main, rest, arrived);
    if (left) leave = left;
  } catch (error) {
    toast(error.message, "bad");
  }
}

addEventListener("hashchange", show);
addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const filter = document.querySelector("input[type=search]");
    if (filter) {
      event.preventDefault();
      filter.focus();
    }
  }
});
await show();
