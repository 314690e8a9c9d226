// The official TypeScript SDK, 1.x.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { HEADERS, URL_, print, travel, watched } from "./journey.mjs";

const report = watched("TypeScript SDK", process.env.MCP_VERSION);
const client = new Client({ name: "dreamforge-consumer", version: "1.0.0" });
const transport = new StreamableHTTPClientTransport(new URL(URL_), { requestInit: { headers: HEADERS } });
await client.connect(transport);
report.protocol = transport.protocolVersion ?? "";
report.tools = (await client.listTools()).tools.length;
await travel(report, (name, args) => client.callTool({ name, arguments: args }));
await client.close();
print(report);
