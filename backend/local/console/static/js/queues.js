/** The queue of jobs and its dead letters. */

import { get, send } from "./api.js";
import { button, fill, h, heading, table, toast } from "./dom.js";
import { count } from "./format.js";

const TITLES = {
  jobs: ["Jobs", "The worker receives from here, as Lambda's event source mapping does. On hold, messages stay."],
  dead_letters: [
    "Dead letters",
    "Jobs that failed five times. A function ends them at once; on hold they can be sent back.",
  ],
};

export async function showQueues(main) {
  const place = h("div", { class: "stack" });
  fill(main, h("div", { class: "page" }, heading("Queue", "Messages are looked at without being received."), place));
  const load = async () => {
    const { queues } = await get("queues");
    fill(
      place,
      queues.map((each) => queue(each, load)),
    );
  };
  await load();
  let going = true;
  const poll = async () => {
    if (!going) return;
    if (!document.hidden && !place.contains(document.activeElement)) await load().catch(() => {});
    setTimeout(poll, 2000);
  };
  setTimeout(poll, 2000);
  return () => {
    going = false;
  };
}

function queue(told, reload) {
  const [title, lead] = TITLES[told.name];
  const hold = button(told.held ? "Release" : "Put on hold", async () => {
    await send("PUT", `queues/${told.name}/hold`, { held: !told.held });
    await reload();
  });
  const redrive =
    told.name === "dead_letters" &&
    button("Send all back to the jobs", async () => {
      const { moved } = await send("POST", "queues/redrive");
      toast(`${count(moved, "message")} sent back.`);
      await reload();
    });
  const rows = told.messages.map((each) =>
    h(
      "tr",
      {},
      h("td", { class: "cell mono" }, each.message_id),
      h("td", { class: "cell mono" }, each.body),
      h("td", { class: "figure" }, each.received),
      h("td", {}, each.in_flight ? "in hand" : "waiting"),
      told.name === "jobs" &&
        h(
          "td",
          {},
          !each.in_flight &&
            button("To the dead letters", async () => {
              await send("POST", "queues/jobs/bury", { message_id: each.message_id });
              await reload();
            }),
        ),
    ),
  );
  return h(
    "section",
    { class: "boxed stack" },
    h("h2", {}, title, told.held && h("span", { class: "pill odd" }, "on hold")),
    h("p", { class: "small" }, lead),
    h("p", { class: "row" }, hold, redrive),
    rows.length > 0
      ? table(
          title,
          ["message", "body", "received", "state", told.name === "jobs" && ""].filter((each) => each !== false),
          rows,
        )
      : h("p", {}, "No messages."),
  );
}
