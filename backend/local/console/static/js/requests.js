/** The list of requests as they come, and the one that is open. */

import { get, send, session } from "./api.js";
import { button, fill, h, toast } from "./dom.js";
import { clock, count, ms, tone } from "./format.js";
import { showRequest } from "./request.js";

const EVERY_MS = 800;

/** Kept while the page is shown: the requests by number, and what is looked for. */
const state = { requests: new Map(), version: 0, text: "", problems: false, open: null, shown: 0 };

export async function showRequests(main, [id], arrived) {
  state.open = id ?? null;
  if (!arrived) {
    mark();
    await open(true);
    return null;
  }
  const { url } = await session();
  state.requests.clear();
  state.version = 0;
  state.shown = 0;
  const search = h("input", {
    type: "search",
    placeholder: "Filter: path, operation, caller, status",
    "aria-label": "Filter requests",
    value: state.text,
    oninput: (event) => {
      state.text = event.target.value.toLowerCase();
      list();
    },
  });
  const problems = h("input", {
    type: "checkbox",
    onchange: (event) => {
      state.problems = event.target.checked;
      list();
    },
  });
  fill(
    main,
    h(
      "div",
      { class: "desk" },
      h(
        "section",
        { class: "side", "aria-label": "Requests" },
        h("h1", { class: "sr" }, "Requests"),
        h(
          "div",
          { class: "tools" },
          search,
          h("label", { class: "check" }, problems, "problems only"),
          button("Clear", clear, { class: "button quiet" }),
        ),
        h("ol", { class: "requests", onkeydown: step }),
        h(
          "div",
          { class: "empty", hidden: true },
          h("p", { class: "lead" }, "Waiting for the first request."),
          h("p", { class: "small" }, "Everything that the API is asked from now on appears here. In a terminal:"),
          h(
            "pre",
            { tabindex: "0" },
            `${new URL(url).port === "9000" ? "" : `PORT=${new URL(url).port} `}.venv/bin/dreamforge create "a red fox"`,
          ),
          h("p", { class: "small" }, h("a", { href: "/studio/" }, "or in the studio")),
        ),
      ),
      h("section", { class: "detail", "aria-label": "The request that is open" }),
    ),
  );
  let going = true;
  const poll = async () => {
    if (!going) return;
    if (!document.hidden) await refresh();
    if (going) setTimeout(poll, EVERY_MS);
  };
  await refresh();
  await open(true);
  setTimeout(poll, EVERY_MS);
  return () => {
    going = false;
  };
}

async function refresh() {
  try {
    const told = await get("requests", { after: state.version });
    const said = document.querySelector("#rights-state");
    said.textContent = told.rights.state === "current" ? "" : told.rights.text;
    said.className = `state small ${told.rights.state}`;
    const isGone = told.first === null || [...state.requests.keys()].some((each) => each < told.first);
    for (const number of [...state.requests.keys()])
      if (told.first === null || number < told.first) state.requests.delete(number);
    for (const request of told.requests) state.requests.set(request.number, request);
    state.version = told.version;
    if (told.requests.length || isGone || !state.shown) list();
    const opened = told.requests.find((each) => isOpen(each));
    if (opened) await open(false);
  } catch (error) {
    toast(`The laptop does not answer: ${error.message}`, "bad");
  }
}

const isOpen = (request) => state.open !== null && [String(request.number), request.request_id].includes(state.open);

function fits(request) {
  const bad = request.status === null ? request.ms !== null : request.status >= 400;
  if (state.problems && !(bad || request.denied || request.faults || request.retries)) return false;
  const text = [request.method, request.path, request.operation, request.caller, request.status]
    .join(" ")
    .toLowerCase();
  return text.includes(state.text);
}

function list() {
  state.shown += 1;
  const place = document.querySelector(".requests");
  const focused = document.activeElement?.closest(".requests a")?.dataset.number;
  const requests = [...state.requests.values()].sort((a, b) => b.number - a.number).filter(fits);
  fill(place, requests.map(line));
  document.querySelector(".empty").hidden = state.requests.size > 0;
  place.hidden = state.requests.size === 0;
  if (focused) place.querySelector(`a[data-number="${focused}"]`)?.focus();
}

function line(request) {
  const notes = [
    request.denied > 0 && h("span", { class: "pill bad" }, `${request.denied} denied on AWS`),
    request.faults > 0 && h("span", { class: "pill odd" }, count(request.faults, "fault")),
    request.retries > 0 && h("span", { class: "pill odd" }, count(request.retries, "retry", "retries")),
    request.jobs.length > 0 && h("span", { class: "pill" }, count(request.jobs.length, "job")),
  ];
  const running = request.ms === null;
  return h(
    "li",
    {},
    h(
      "a",
      {
        href: `#/requests/${request.request_id || request.number}`,
        "data-number": request.number,
        "aria-current": isOpen(request) ? "true" : null,
      },
      h("span", { class: `status ${running ? "" : tone(request.status)}` }, running ? "…" : (request.status ?? "none")),
      h("span", { class: "what" }, h("b", {}, request.method), " ", request.path.split("?")[0]),
      h("span", { class: "took" }, ms(request.ms)),
      h(
        "span",
        { class: "who" },
        [request.operation, request.caller, count(request.calls, "call"), clock(request.began)]
          .filter(Boolean)
          .join(" · "),
      ),
      notes.some(Boolean) && h("span", { class: "notes" }, notes),
    ),
  );
}

function mark() {
  for (const link of document.querySelectorAll(".requests a")) {
    const request = state.requests.get(Number(link.dataset.number));
    if (request && isOpen(request)) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** Arrows and j, k go through the list. */
function step(event) {
  const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  const links = [...document.querySelectorAll(".requests a")];
  const at = links.indexOf(document.activeElement);
  if (!by || at < 0) return;
  event.preventDefault();
  links[Math.min(links.length - 1, Math.max(0, at + by))].focus();
}

async function open(arrived) {
  const place = document.querySelector(".detail");
  document.querySelector(".desk").classList.toggle("opened", state.open !== null);
  if (state.open === null) {
    fill(place, h("p", { class: "lead" }, "Open a request to see what it does, what it may do, and what it consumes."));
    return;
  }
  try {
    showRequest(place, await get(`requests/${encodeURIComponent(state.open)}`), arrived);
  } catch (error) {
    fill(place, h("p", { class: "problem" }, error.message), h("a", { href: "#/requests" }, "All requests"));
  }
}

async function clear() {
  await send("DELETE", "requests");
  state.requests.clear();
  location.hash = "#/requests";
  list();
}
