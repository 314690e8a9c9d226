// The scenario with what orval generated for axios.
import axios, { type AxiosInstance } from "axios";
import { refusalOf, refused } from "./axios_errors";
import { getDreamForgeAPI } from "./client/api";
import { run, type Client, type Job, type Page, type Refusal } from "./scenario";

class OrvalAxiosClient implements Client {
  readonly #http: AxiosInstance;
  readonly #api: ReturnType<typeof getDreamForgeAPI>;

  constructor(baseURL: string) {
    this.#http = axios.create({ baseURL });
    this.#api = getDreamForgeAPI(this.#http);
  }

  async signIn(username: string, password: string): Promise<void> {
    const { data } = await this.#api.login({ username, password });
    if (data.id_token === undefined) throw new Error("a challenge came instead of tokens");
    this.#http.defaults.headers.common.Authorization = `Bearer ${data.id_token}`;
  }

  async create(q: string, price_cents: number, key: string): Promise<string> {
    const { data } = await this.#api.createProduct({ q, price_cents }, { headers: { "Idempotency-Key": key } });
    if (!("ids" in data)) throw new Error("a job came instead of a creation");
    return data.ids.product_id;
  }

  async products(limit: number, token: string | null): Promise<Page> {
    const more = token === null ? {} : { page_token: token };
    const { data } = await this.#api.listProducts({ owner: "me", limit, ...more });
    return { ids: data.items.map((item) => item.product.product_id), nextToken: data.next_page_token };
  }

  async upload(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
    const { data } = await this.#api.upload({ file: new File([content], name, { type: "image/png" }) });
    return data.sha256;
  }

  async generate(prompt: string): Promise<string> {
    return (await this.#api.generate({ prompt })).data.task_id;
  }

  async job(jobId: string): Promise<Job> {
    const { data } = await this.#api.getJob(jobId);
    return { state: data.state, urls: data.result?.result_urls ?? [] };
  }

  async chat(message: string): Promise<[string, string[]]> {
    const { data } = await this.#api.chat({ message });
    if (typeof data === "string") throw new Error("events came instead of an answer");
    return [data.answer, data.context.map((passage) => passage.source)];
  }

  missing(productId: string): Promise<Refusal> {
    return refused(this.#api.getProduct(productId));
  }

  wrongPrices(min_price_cents: number, max_price_cents: number): Promise<Refusal> {
    return refused(this.#api.listListings({ min_price_cents, max_price_cents }));
  }

  refusedStatus(): Promise<Refusal | null> {
    return refusalOf(this.#api.getStatus());
  }
}

void run((url) => new OrvalAxiosClient(url));
