// The official TypeScript SDK's own OAuth client: it is given the address of /mcp and a client id, no token.
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { URL_, print, watched } from "./journey.mjs";

const { MCP_CLIENT_ID, MCP_USER, MCP_PASSWORD, MCP_VERSION } = process.env;
const CALLBACK = "http://localhost:8765/callback";
const report = watched("TypeScript SDK, signing in", MCP_VERSION);
const kept = {};
const provider = {
  redirectUrl: CALLBACK,
  clientMetadata: { client_name: "dreamforge-consumer", redirect_uris: [CALLBACK] },
  clientInformation: () => ({ client_id: MCP_CLIENT_ID }),
  state: () => "state-of-this-run",
  tokens: () => kept.tokens,
  saveTokens: (tokens) => Object.assign(kept, { tokens }),
  saveCodeVerifier: (verifier) => Object.assign(kept, { verifier }),
  codeVerifier: () => kept.verifier,
  saveDiscoveryState: (discovery) => Object.assign(kept, { discovery }),
  discoveryState: () => kept.discovery,
  redirectToAuthorization: async (address) => Object.assign(kept, await signedIn(address)),
};

/** What a person does in a browser; the code and the state that the callback is given. */
async function signedIn(address) {
  const sent = await fetch(address, { redirect: "manual" });
  const form = await fetch(new URL(sent.headers.get("location"), address), { redirect: "manual" });
  const page = await form.text();
  const cookie = form.headers.getSetCookie().map((each) => each.split(";")[0]).join("; ");
  const csrf = page.match(/name="_csrf" value="([^"]+)"/)[1];
  const action = page.match(/action="([^"]+)"/)[1].replaceAll("&amp;", "&");
  const body = new URLSearchParams({ _csrf: csrf, username: MCP_USER, password: MCP_PASSWORD });
  const done = await fetch(new URL(action, address), { method: "POST", body, headers: { cookie }, redirect: "manual" });
  const back = new URL(done.headers.get("location"));
  if (!back.href.startsWith(CALLBACK)) throw new Error(`sent to ${back}`);
  report.calls += 1;
  return { code: back.searchParams.get("code"), state: back.searchParams.get("state") };
}

const transport = () => new StreamableHTTPClientTransport(new URL(URL_), { authProvider: provider });
const client = new Client({ name: "dreamforge-consumer", version: "1.0.0" });
const first = transport();
try {
  await client.connect(first);
} catch (error) {
  if (!(error instanceof UnauthorizedError)) throw error;
  if (kept.state !== "state-of-this-run") throw new Error("another state came back");
  await first.finishAuth(kept.code);
}
const second = transport();
await client.connect(second);
report.protocol = second.protocolVersion ?? "";
report.tools = (await client.listTools()).tools.length;
await client.close();
print(report);
