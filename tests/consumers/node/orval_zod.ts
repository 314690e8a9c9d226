// The scenario with the zod schemas that orval generated: they check each request before it is sent, and each answer.
import * as schemas from "./client/api";
import { run, type Client, type Job, type Page, type Refusal } from "./scenario";

class ZodClient implements Client {
  readonly #url: string;
  #token = "";

  constructor(url: string) {
    this.#url = url;
  }

  async signIn(username: string, password: string): Promise<void> {
    const body = schemas.LoginBody.parse({ username, password });
    const data = schemas.LoginResponse.parse(await this.#read(this.#post("/auth/login", body)));
    if (data.id_token === undefined) throw new Error("a challenge came instead of tokens");
    this.#token = data.id_token;
  }

  async create(q: string, price_cents: number, key: string): Promise<string> {
    const headers = schemas.CreateProductHeader.parse({ "Idempotency-Key": key });
    const body = schemas.CreateProductBody.parse({ q, price_cents });
    const answer = await this.#read(this.#post("/create", body, headers));
    return schemas.CreateProductResponse.parse(answer).ids.product_id;
  }

  async products(limit: number, token: string | null): Promise<Page> {
    const more = token === null ? {} : { page_token: token };
    const query = schemas.ListProductsQueryParams.parse({ owner: "me", limit, ...more });
    const data = schemas.ListProductsResponse.parse(await this.#read(this.#get("/products", query)));
    return { ids: data.items.map((item) => item.product.product_id), nextToken: data.next_page_token };
  }

  async upload(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
    const { file } = schemas.UploadBody.parse({ file: new File([content], name, { type: "image/png" }) });
    const form = new FormData();
    form.append("file", file);
    const answer = await this.#read(this.#send("/upload", { method: "POST", body: form }));
    return schemas.UploadResponse.parse(answer).sha256;
  }

  async generate(prompt: string): Promise<string> {
    const answer = await this.#read(this.#post("/generate", schemas.GenerateBody.parse({ prompt })));
    return schemas.GenerateResponse.parse(answer).task_id;
  }

  async job(jobId: string): Promise<Job> {
    const { job_id } = schemas.GetJobParams.parse({ job_id: jobId });
    const data = schemas.GetJobResponse.parse(await this.#read(this.#get(`/jobs/${job_id}`)));
    return { state: data.state, urls: data.result?.result_urls ?? [] };
  }

  async chat(message: string): Promise<[string, string[]]> {
    const answer = await this.#read(this.#post("/chat", schemas.ChatBody.parse({ message })));
    const data = schemas.ChatResponse.parse(answer);
    return [data.answer, data.context.map((passage) => passage.source)];
  }

  missing(productId: string): Promise<Refusal> {
    return this.#refused(this.#get(`/products/${schemas.GetProductParams.parse({ product_id: productId }).product_id}`));
  }

  wrongPrices(min_price_cents: number, max_price_cents: number): Promise<Refusal> {
    const query = schemas.ListListingsQueryParams.parse({ min_price_cents, max_price_cents });
    return this.#refused(this.#get("/listings", query));
  }

  async refusedStatus(): Promise<Refusal | null> {
    const answer = await this.#get("/status");
    return answer.ok ? null : this.#refused(Promise.resolve(answer));
  }

  #get(path: string, query: Record<string, unknown> = {}): Promise<Response> {
    const sent = Object.entries(query).filter(([, value]) => value !== undefined);
    const text = new URLSearchParams(sent.map(([name, value]) => [name, String(value)])).toString();
    return this.#send(text === "" ? path : `${path}?${text}`, {});
  }

  #post(path: string, body: unknown, headers: Record<string, unknown> = {}): Promise<Response> {
    const sent = { "Content-Type": "application/json", ...(headers as Record<string, string>) };
    return this.#send(path, { method: "POST", headers: sent, body: JSON.stringify(body) });
  }

  #send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#token !== "") headers.set("Authorization", `Bearer ${this.#token}`);
    return fetch(this.#url + path, { ...init, headers });
  }

  async #read(call: Promise<Response>): Promise<unknown> {
    const answer = await call;
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  async #refused(call: Promise<Response>): Promise<Refusal> {
    const answer = await call;
    const body = (await answer.json()) as { error: string; details?: { field: string }[] };
    const fields = (body.details ?? []).map((detail) => detail.field);
    return { status: answer.status, error: body.error, fields, retryAfter: Number(answer.headers.get("Retry-After") ?? 0) };
  }
}

void run((url) => new ZodClient(url));
