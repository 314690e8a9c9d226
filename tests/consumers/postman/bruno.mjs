// node bruno.mjs COLLECTION ENVIRONMENT: what Bruno's own converter makes of the Postman collection and its environment.
import { readFile } from "node:fs/promises";
import { postmanToBruno, postmanToBrunoEnvironment } from "@usebruno/converters";

const [collection, environment] = await Promise.all(
  process.argv.slice(2, 4).map(async (file) => JSON.parse(await readFile(file, "utf8"))),
);
const { collection: imported, ...rest } = await postmanToBruno(collection);
const made = imported ?? rest;
const requests = (items) => items.flatMap((item) => (item.type === "folder" ? requests(item.items) : [item]));
const names = requests(made.items).map((item) => `${item.request.method} ${item.request.url}`);
const { variables } = await postmanToBrunoEnvironment(environment);
console.log(JSON.stringify({ requests: names, variables: variables.map((each) => each.name) }));
