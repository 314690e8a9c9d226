// The scenario with what @hey-api/openapi-ts generated.
import { createClient, type Client as Connection } from "./client/client";
import * as api from "./client/sdk.gen";
import type { ApiError } from "./client/types.gen";
import { run, type Client, type Job, type Page, type Refusal } from "./scenario";

class HeyApiClient implements Client {
  #client: Connection;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
    this.#client = createClient({ baseUrl: url });
  }

  async signIn(username: string, password: string): Promise<void> {
    const { data } = await api.login({ client: this.#client, body: { username, password }, throwOnError: true });
    if (data.id_token === undefined) throw new Error("a challenge came instead of tokens");
    this.#client = createClient({ baseUrl: this.#url, auth: data.id_token });
  }

  async create(q: string, price_cents: number, key: string): Promise<string> {
    const headers = { "Idempotency-Key": key };
    const { data } = await api.createProduct({ client: this.#client, headers, body: { q, price_cents }, throwOnError: true });
    if (!("ids" in data)) throw new Error("a job came instead of a creation");
    return data.ids.product_id;
  }

  async products(limit: number, token: string | null): Promise<Page> {
    const query = { owner: "me", limit, ...(token === null ? {} : { page_token: token }) };
    const { data } = await api.listProducts({ client: this.#client, query, throwOnError: true });
    return { ids: data.items.map((item) => item.product.product_id), nextToken: data.next_page_token };
  }

  async upload(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
    const file = new File([content], name, { type: "image/png" });
    const { data } = await api.upload({ client: this.#client, body: { file }, throwOnError: true });
    return data.sha256;
  }

  async generate(prompt: string): Promise<string> {
    const { data } = await api.generate({ client: this.#client, body: { prompt }, throwOnError: true });
    return data.task_id;
  }

  async job(job_id: string): Promise<Job> {
    const { data } = await api.getJob({ client: this.#client, path: { job_id }, throwOnError: true });
    return { state: data.state, urls: data.result?.result_urls ?? [] };
  }

  async chat(message: string): Promise<[string, string[]]> {
    const { data } = await api.chat({ client: this.#client, body: { message }, throwOnError: true });
    if (typeof data === "string") throw new Error("events came instead of an answer");
    return [data.answer, data.context.map((passage) => passage.source)];
  }

  async missing(product_id: string): Promise<Refusal> {
    return refused(await api.getProduct({ client: this.#client, path: { product_id } }));
  }

  async wrongPrices(min_price_cents: number, max_price_cents: number): Promise<Refusal> {
    return refused(await api.listListings({ client: this.#client, query: { min_price_cents, max_price_cents } }));
  }

  async refusedStatus(): Promise<Refusal | null> {
    const answer = await api.getStatus({ client: this.#client });
    return answer.error === undefined ? null : refused(answer);
  }
}

function refused({ error, response }: { error: ApiError | undefined; response?: Response }): Refusal {
  if (error === undefined || response === undefined) throw new Error("it was not refused");
  return {
    status: response.status,
    error: error.error,
    fields: (error.details ?? []).map((detail) => detail.field),
    retryAfter: Number(response.headers.get("Retry-After") ?? 0),
  };
}

void run((url) => new HeyApiClient(url));
