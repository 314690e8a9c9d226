// The scenario with what openapi-zod-client generated: a client of Zodios, which checks requests and answers with zod.
import { refusalOf, refused } from "./axios_errors";
import { createApiClient } from "./client/api";
import { run, type Client, type Job, type Page, type Refusal } from "./scenario";

class ZodiosClient implements Client {
  readonly #api: ReturnType<typeof createApiClient>;

  constructor(url: string) {
    this.#api = createApiClient(url, { validate: true });
  }

  async signIn(username: string, password: string): Promise<void> {
    const data = await this.#api.login({ username, password });
    if (data.id_token === undefined) throw new Error("a challenge came instead of tokens");
    this.#api.axios.defaults.headers.common["Authorization"] = `Bearer ${data.id_token}`;
  }

  async create(q: string, price_cents: number, key: string): Promise<string> {
    const data = await this.#api.createProduct({ q, price_cents }, { headers: { "Idempotency-Key": key } });
    return data.ids.product_id;
  }

  async products(limit: number, token: string | null): Promise<Page> {
    const more = token === null ? {} : { page_token: token };
    const data = await this.#api.listProducts({ queries: { owner: "me", limit, ...more } });
    return { ids: data.items.map((item) => item.product.product_id), nextToken: data.next_page_token };
  }

  async upload(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
    return (await this.#api.upload({ file: new File([content], name, { type: "image/png" }) })).sha256;
  }

  async generate(prompt: string): Promise<string> {
    return (await this.#api.generate({ prompt })).task_id;
  }

  async job(job_id: string): Promise<Job> {
    const data = await this.#api.getJob({ params: { job_id } });
    return { state: data.state, urls: data.result?.result_urls ?? [] };
  }

  async chat(message: string): Promise<[string, string[]]> {
    const data = await this.#api.chat({ message });
    return [data.answer, data.context.map((passage) => passage.source)];
  }

  missing(product_id: string): Promise<Refusal> {
    return refused(this.#api.getProduct({ params: { product_id } }));
  }

  wrongPrices(min_price_cents: number, max_price_cents: number): Promise<Refusal> {
    return refused(this.#api.listListings({ queries: { min_price_cents, max_price_cents } }));
  }

  refusedStatus(): Promise<Refusal | null> {
    return refusalOf(this.#api.getStatus());
  }
}

void run((url) => new ZodiosClient(url));
