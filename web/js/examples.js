/** What came of some ideas: prints of the offline designer, made as anybody makes them. */

import { h } from "./dom.js";
import { t } from "./i18n.js";

const EXAMPLES = /** @type {const} */ (["colombia", "jazz", "cyberpunk"]);

/** @param {(idea: string) => void} [take] what is done with an idea that the reader chooses */
export function examples(take) {
  return h(
    "section",
    { class: "examples", "aria-labelledby": "examples" },
    h("h2", { id: "examples" }, () => t("examples.title")),
    h(
      "ul",
      {},
      EXAMPLES.map((name) => {
        const words = () => t(`example.${name}`);
        return h(
          "li",
          {},
          h("img", { src: `art/${name}.webp`, alt: "", width: 190, height: 237, loading: "lazy", decoding: "async" }),
          take ? h("button", { type: "button", onclick: () => take(words()) }, words) : h("p", {}, words),
        );
      }),
    ),
  );
}
