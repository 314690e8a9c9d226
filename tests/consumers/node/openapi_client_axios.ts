// The scenario with openapi-client-axios, which reads the document when it runs, and the types of its generator.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OpenAPIClientAxios, type Document } from "openapi-client-axios";
import { refusalOf, refused } from "./axios_errors";
import type { Client as Operations } from "./client/api";
import { run, type Client, type Job, type Page, type Refusal } from "./scenario";

const definition = JSON.parse(readFileSync(join(__dirname, "../openapi.json"), "utf8")) as Document;

class OpenapiClientAxiosClient implements Client {
  readonly #client: Promise<Operations>;

  constructor(url: string) {
    const api = new OpenAPIClientAxios({ definition, withServer: { url } });
    this.#client = api.init<Operations>();
  }

  async signIn(username: string, password: string): Promise<void> {
    const client = await this.#client;
    const { data } = await client.login(null, { username, password });
    if (data.id_token === undefined) throw new Error("a challenge came instead of tokens");
    client.defaults.headers.common["Authorization"] = `Bearer ${data.id_token}`;
  }

  async create(q: string, price_cents: number, key: string): Promise<string> {
    const client = await this.#client;
    const { data } = await client.createProduct({ "Idempotency-Key": key }, { q, price_cents });
    if (!("ids" in data)) throw new Error("a job came instead of a creation");
    return data.ids.product_id;
  }

  async products(limit: number, token: string | null): Promise<Page> {
    const more = token === null ? {} : { page_token: token };
    const { data } = await (await this.#client).listProducts({ owner: "me", limit, ...more });
    return { ids: data.items.map((item) => item.product.product_id), nextToken: data.next_page_token };
  }

  async upload(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
    const form = new FormData();
    form.append("file", new File([content], name, { type: "image/png" }));
    const client = await this.#client;
    // its types call a file a string; FormData is what axios sends
    const { data } = await client.upload(null, form as never);
    return data.sha256;
  }

  async generate(prompt: string): Promise<string> {
    return (await (await this.#client).generate(null, { prompt })).data.task_id;
  }

  async job(job_id: string): Promise<Job> {
    const { data } = await (await this.#client).getJob({ job_id });
    return { state: data.state, urls: data.result?.result_urls ?? [] };
  }

  async chat(message: string): Promise<[string, string[]]> {
    const { data } = await (await this.#client).chat(null, { message });
    if (typeof data === "string") throw new Error("events came instead of an answer");
    return [data.answer, data.context.map((passage) => passage.source)];
  }

  async missing(product_id: string): Promise<Refusal> {
    return refused((await this.#client).getProduct({ product_id }));
  }

  async wrongPrices(min_price_cents: number, max_price_cents: number): Promise<Refusal> {
    return refused((await this.#client).listListings({ min_price_cents, max_price_cents }));
  }

  async refusedStatus(): Promise<Refusal | null> {
    return refusalOf((await this.#client).getStatus());
  }
}

void run((url) => new OpenapiClientAxiosClient(url));
