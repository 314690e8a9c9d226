/** Begins: reads the configuration and the reader's language, puts up the frame, and shows the page that the address names. */

import { configure } from "./config.js";
import { learn } from "./i18n.js";
import { begin } from "./shell.js";

await Promise.all([configure(), learn()]);
begin();
