// The scenario with what oazapfts generated: a function for each operation, with a type of result for each status.
import type { RequestOpts } from "@oazapfts/runtime";
import * as api from "./client/api";
import { run, type Client, type Job, type Page, type Refusal } from "./scenario";

class OazapftsClient implements Client {
  #options: RequestOpts;

  constructor(baseUrl: string) {
    this.#options = { baseUrl };
  }

  async signIn(username: string, password: string): Promise<void> {
    const answer = await api.login({ username, password }, this.#options);
    if (answer.status !== 200 || answer.data.id_token === undefined) throw new Error(JSON.stringify(answer));
    this.#options = { ...this.#options, headers: { Authorization: `Bearer ${answer.data.id_token}` } };
  }

  async create(q: string, priceCents: number, idempotencyKey: string): Promise<string> {
    const answer = await api.createProduct({ q, price_cents: priceCents }, { idempotencyKey }, this.#options);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer));
    return answer.data.ids.product_id;
  }

  async products(limit: number, token: string | null): Promise<Page> {
    const more = token === null ? {} : { pageToken: token };
    const answer = await api.listProducts({ owner: "me", limit, ...more }, this.#options);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer));
    const ids = answer.data.items.map((item) => item.product.product_id);
    return { ids, nextToken: answer.data.next_page_token };
  }

  async upload(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
    const file = new File([content], name, { type: "image/png" });
    const answer = await api.upload({ file }, {}, this.#options);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer));
    return answer.data.sha256;
  }

  async generate(prompt: string): Promise<string> {
    const answer = await api.generate({ prompt }, {}, this.#options);
    if (answer.status !== 202) throw new Error(JSON.stringify(answer));
    return answer.data.task_id;
  }

  async job(jobId: string): Promise<Job> {
    const answer = await api.getJob(jobId, this.#options);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer));
    return { state: answer.data.state, urls: answer.data.result?.result_urls ?? [] };
  }

  async chat(message: string): Promise<[string, string[]]> {
    const answer = await api.chat({ message }, this.#options);
    if (answer.status !== 200 || typeof answer.data === "string") throw new Error(JSON.stringify(answer));
    return [answer.data.answer, answer.data.context.map((passage) => passage.source)];
  }

  async missing(productId: string): Promise<Refusal> {
    const answer = await api.getProduct(productId, this.#options);
    if (answer.status === 200) throw new Error("it was not refused");
    return refusal(answer.status, answer.data, answer.headers);
  }

  async wrongPrices(minPriceCents: number, maxPriceCents: number): Promise<Refusal> {
    const answer = await api.listListings({ minPriceCents, maxPriceCents }, this.#options);
    if (answer.status === 200) throw new Error("it was not refused");
    return refusal(answer.status, answer.data, answer.headers);
  }

  async refusedStatus(): Promise<Refusal | null> {
    const answer = await api.getStatus({}, this.#options);
    return answer.status === 200 ? null : refusal(answer.status, answer.data, answer.headers);
  }
}

function refusal(status: number, error: api.ApiError, headers: Headers): Refusal {
  const fields = (error.details ?? []).map((detail) => detail.field);
  return { status, error: error.error, fields, retryAfter: Number(headers.get("Retry-After") ?? 0) };
}

void run((url) => new OazapftsClient(url));
