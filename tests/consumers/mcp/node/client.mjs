// The official TypeScript client, 2.x, in the era that MCP_ERA names: auto (it asks the server) or legacy (its default).
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { HEADERS, URL_, print, travel, watched } from "./journey.mjs";

const report = watched("TypeScript client", process.env.MCP_VERSION);
const client = new Client(
  { name: "dreamforge-consumer", version: "1.0.0" },
  { versionNegotiation: { mode: process.env.MCP_ERA } },
);
await client.connect(new StreamableHTTPClientTransport(new URL(URL_), { requestInit: { headers: HEADERS } }));
report.protocol = client.getNegotiatedProtocolVersion() ?? "";
report.tools = (await client.listTools()).tools.length;
await travel(report, (name, args) => client.callTool({ name, arguments: args }));
await client.close();
print(report);
