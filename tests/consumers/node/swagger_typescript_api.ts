// The scenario with what swagger-typescript-api generated: a class over fetch, which throws an answer that is no success.
import { Api, type ApiError, type HttpResponse } from "./client/api";
import { run, type Client, type Job, type Page, type Refusal } from "./scenario";

class SwaggerTypescriptApiClient implements Client {
  readonly #api: Api<string>;

  constructor(baseUrl: string) {
    const securityWorker = (token: string | null) => (token === null ? {} : { headers: { Authorization: `Bearer ${token}` } });
    this.#api = new Api<string>({ baseUrl, securityWorker });
  }

  async signIn(username: string, password: string): Promise<void> {
    const { data } = await this.#api.auth.login({ username, password });
    if (data.id_token === undefined) throw new Error("a challenge came instead of tokens");
    this.#api.setSecurityData(data.id_token);
  }

  async create(q: string, price_cents: number, key: string): Promise<string> {
    const { data } = await this.#api.create.createProduct({ q, price_cents }, { headers: { "Idempotency-Key": key } });
    return data.ids.product_id;
  }

  async products(limit: number, token: string | null): Promise<Page> {
    const more = token === null ? {} : { page_token: token };
    const { data } = await this.#api.products.listProducts({ owner: "me", limit, ...more });
    return { ids: data.items.map((item) => item.product.product_id), nextToken: data.next_page_token };
  }

  async upload(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
    const { data } = await this.#api.upload.upload({ file: new File([content], name, { type: "image/png" }) });
    return data.sha256;
  }

  async generate(prompt: string): Promise<string> {
    return (await this.#api.generate.generate({ prompt })).data.task_id;
  }

  async job(jobId: string): Promise<Job> {
    const { data } = await this.#api.jobs.getJob(jobId);
    return { state: data.state, urls: data.result?.result_urls ?? [] };
  }

  async chat(message: string): Promise<[string, string[]]> {
    const { data } = await this.#api.chat.chat({ message });
    return [data.answer, data.context.map((passage) => passage.source)];
  }

  missing(productId: string): Promise<Refusal> {
    return refused(this.#api.products.getProduct(productId));
  }

  wrongPrices(min_price_cents: number, max_price_cents: number): Promise<Refusal> {
    return refused(this.#api.listings.listListings({ min_price_cents, max_price_cents }));
  }

  refusedStatus(): Promise<Refusal | null> {
    return refusalOf(this.#api.status.getStatus());
  }
}

async function refusalOf(call: Promise<unknown>): Promise<Refusal | null> {
  try {
    await call;
    return null;
  } catch (thrown) {
    if (!(thrown instanceof Response)) throw thrown;
    const { status, error, headers } = thrown as HttpResponse<unknown, ApiError>;
    const fields = (error.details ?? []).map((detail) => detail.field);
    return { status, error: error.error, fields, retryAfter: Number(headers.get("Retry-After") ?? 0) };
  }
}

async function refused(call: Promise<unknown>): Promise<Refusal> {
  const refusal = await refusalOf(call);
  if (refusal === null) throw new Error("it was not refused");
  return refusal;
}

void run((url) => new SwaggerTypescriptApiClient(url));
