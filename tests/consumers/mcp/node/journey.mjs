// The same journey as python/journey.py, for the clients in JavaScript.
import { readFileSync } from "node:fs";

const { MCP_JOURNEY, MCP_RUN } = process.env;
export const { MCP_URL: URL_, MCP_TOKEN: TOKEN } = process.env;
export const HEADERS = { Authorization: `Bearer ${TOKEN}` };
const STEPS = JSON.parse(readFileSync(MCP_JOURNEY, "utf8"));

/** A report that notes every warning from now on, by whichever way it comes. */
export function watched(client, version) {
  const report = { client, version, protocol: "", tools: 0, calls: 0, warnings: [] };
  process.on("warning", (warning) => report.warnings.push(`${warning.name}: ${warning.message}`));
  for (const way of ["warn", "error"]) console[way] = (...said) => report.warnings.push(said.join(" "));
  return report;
}

/** Takes every step. `call(name, arguments)` gives what callTool gives. */
export async function travel(report, call) {
  const kept = { run: MCP_RUN };
  for (const step of STEPS) {
    const given = Object.entries(step.arguments).map(([name, value]) => [name, meant(value, kept)]);
    const result = await call(step.tool, Object.fromEntries(given));
    report.calls += 1;
    const isError = result.isError === true;
    const answer = isError ? JSON.parse(result.content[0].text) : result.structuredContent;
    const where = `${step.tool}: ${JSON.stringify(answer).slice(0, 400)}`;
    if (isError !== "refused" in step || (isError && answer.error !== step.refused)) throw new Error(where);
    for (const [path, wanted] of Object.entries(step.expect ?? {}))
      if (at(answer, path) !== meant(wanted, kept)) throw new Error(`${where}: ${path} is not ${wanted}`);
    for (const [name, path] of Object.entries(step.keep ?? {})) kept[name] = at(answer, path);
    if (step.opens) await opened(at(answer, step.opens));
  }
}

const meant = (value, kept) => (typeof value === "string" && value.startsWith("$") ? kept[value.slice(1)] : value);

const at = (value, path) => path.split(".").filter(Boolean).reduce((inner, part) => inner[part], value);

async function opened(url) {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  if (String.fromCharCode(...bytes.slice(1, 4)) !== "PNG") throw new Error(`no picture at ${url}`);
}

export const print = (report) => process.stdout.write(JSON.stringify(report) + "\n");
