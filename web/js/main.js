/** Begins: reads configuration and language, puts up the frame, shows the page that the address names. */

import { configure } from "./config.js";
import { learn } from "./i18n.js";
import { join } from "./session.js";
import { begin } from "./shell.js";

await Promise.all([configure(), learn(), join()]);
begin();
