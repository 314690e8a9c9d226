// node agentcore.cjs DOCUMENT: the check that AWS CDK makes of an OpenAPI target of a Bedrock AgentCore Gateway.
// The check lies in the CDK's package but uses nothing of aws-cdk-lib (250 MB) except to tell strings from tokens.
const Module = require("node:module");
const { readFileSync } = require("node:fs");
const path = require("node:path");

const load = Module._load;
Module._load = (name, ...rest) =>
  name === "aws-cdk-lib" ? { Token: { isUnresolved: () => false } } : load(name, ...rest);

// by its path, because the package does not export it
const found = require.resolve("@aws-cdk/aws-bedrock-agentcore-alpha/package.json");
const { validateOpenApiSchema } = require(path.join(path.dirname(found), "lib/gateway/validation-helpers.js"));

const errors = validateOpenApiSchema({ schema: readFileSync(process.argv[2], "utf8"), schemaName: "document" });
for (const error of errors) console.error(error);
process.exit(errors.length === 0 ? 0 : 1);
