// What a person does with a client: the same steps for every generated one, as in ../python/scenario.py. It knows no
// client, and no HTTP. API_URL is a service that may be called as often as one likes, LIMITED_URL one that refuses soon.
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export interface Refusal {
  status: number;
  error: string;
  fields: string[];
  /** Seconds; 0 where none are named. */
  retryAfter: number;
}

export interface Page {
  ids: string[];
  nextToken: string | null;
}

export interface Job {
  state: string;
  urls: string[];
}

/** What the scenario asks of a client. Each method makes one call. */
export interface Client {
  /** Further calls are made as this user. */
  signIn(username: string, password: string): Promise<void>;
  /** Gives the product's id; `key` is the Idempotency-Key. */
  create(idea: string, priceCents: number, key: string): Promise<string>;
  /** The caller's own. */
  products(limit: number, token: string | null): Promise<Page>;
  /** Gives the SHA-256 that the service tells. */
  upload(name: string, content: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Gives the job's id. */
  generate(prompt: string): Promise<string>;
  job(jobId: string): Promise<Job>;
  /** Gives the answer and its sources. */
  chat(message: string): Promise<[string, string[]]>;
  /** Asks for a product that is not there. */
  missing(productId: string): Promise<Refusal>;
  /** Searches the storefront for prices from more to less. */
  wrongPrices(lowest: number, highest: number): Promise<Refusal>;
  /** Asks for the status; null when that goes well. */
  refusedStatus(): Promise<Refusal | null>;
}

const PATIENCE_MS = 60_000;

export async function run(connect: (url: string) => Client): Promise<void> {
  await everything(connect(setting("API_URL")));
  await askTooOften(connect(setting("LIMITED_URL")));
}

async function everything(client: Client): Promise<void> {
  await client.signIn(setting("API_USER"), setting("API_PASSWORD"));
  const made: string[] = [];
  for (const idea of ["Un café en la montaña", "A quiet harbour at dawn"]) {
    made.push(await createTwice(client, idea));
  }
  await pageThrough(client, made);
  const content = new Uint8Array(await readFile(setting("PICTURE")));
  assert.equal(await client.upload("picture.png", content), createHash("sha256").update(content).digest("hex"));
  await followAJob(client);
  const [answer, sources] = await client.chat("¿Qué pósteres de café hay?");
  assert.notEqual(answer, "");
  assert(sources.some((source) => /^(product|catalog):/.test(source)), String(sources));
  await refusals(client);
}

/** The second call has the same key: it makes nothing new. */
async function createTwice(client: Client, idea: string): Promise<string> {
  const key = randomUUID();
  const first = await client.create(idea, 1500, key);
  assert.match(first, /^prd_/);
  assert.equal(await client.create(idea, 1500, key), first, "the same Idempotency-Key made two products");
  return first;
}

/** One product a page; each comes once, the newest first. */
async function pageThrough(client: Client, made: string[]): Promise<void> {
  const found: string[] = [];
  let token: string | null = null;
  do {
    const page: Page = await client.products(1, token);
    assert(page.ids.length <= 1);
    found.push(...page.ids);
    token = page.nextToken;
  } while (token !== null);
  assert.deepEqual(found, [...made].reverse());
}

/** Until the picture is there, which opens without a token. */
async function followAJob(client: Client): Promise<void> {
  const jobId = await client.generate("A lighthouse in a storm, flat colours");
  const deadline = Date.now() + PATIENCE_MS;
  let job = await client.job(jobId);
  while (job.state !== "success" && job.state !== "fail") {
    assert(Date.now() < deadline, JSON.stringify(job));
    await sleep(200);
    job = await client.job(jobId);
  }
  assert.equal(job.state, "success");
  const picture = await fetch(job.urls[0]!);
  assert.equal(Buffer.from(await picture.arrayBuffer()).subarray(1, 4).toString(), "PNG");
}

async function refusals(client: Client): Promise<void> {
  const missing = await client.missing(`prd_${"0".repeat(26)}`);
  assert.deepEqual([missing.status, missing.error], [404, "not_found"]);
  const wrong = await client.wrongPrices(2000, 1000);
  assert.deepEqual([wrong.status, wrong.error, wrong.fields], [422, "validation_failed", ["min_price_cents"]]);
}

async function askTooOften(client: Client): Promise<void> {
  await client.signIn(setting("API_USER"), setting("API_PASSWORD"));
  for (let calls = 0; calls < 200; calls += 1) {
    const refusal = await client.refusedStatus();
    if (refusal !== null) {
      assert.deepEqual([refusal.status, refusal.error], [429, "too_many_requests"]);
      // the window of 60 s, and the slice of it that now is in
      assert(refusal.retryAfter >= 1 && refusal.retryAfter <= 62, String(refusal.retryAfter));
      return;
    }
  }
  assert.fail("200 calls in a row were all answered");
}

function setting(name: string): string {
  const value = process.env[name];
  assert(value, `${name} is not set`);
  return value;
}
