// The scenario with openapi-fetch over the types that openapi-typescript generated.
import createClient from "openapi-fetch";
import type { components, paths } from "./client/schema";
import { run, type Client, type Job, type Page, type Refusal } from "./scenario";

type ApiError = components["schemas"]["ApiError"];
interface Answer<T> {
  data?: T;
  error?: ApiError;
  response: Response;
}

class FetchClient implements Client {
  readonly #api;

  constructor(url: string) {
    this.#api = createClient<paths>({ baseUrl: url });
  }

  async signIn(username: string, password: string): Promise<void> {
    const { id_token } = given(await this.#api.POST("/auth/login", { body: { username, password } }));
    this.#api.use({
      onRequest({ request }) {
        request.headers.set("Authorization", `Bearer ${id_token}`);
      },
    });
  }

  async create(q: string, price_cents: number, key: string): Promise<string> {
    const params = { header: { "Idempotency-Key": key } };
    const made = given(await this.#api.POST("/create", { params, body: { q, price_cents } }));
    if (!("ids" in made)) throw new Error("a job came instead of a creation");
    return made.ids.product_id;
  }

  async products(limit: number, token: string | null): Promise<Page> {
    const query = { owner: "me", limit, ...(token === null ? {} : { page_token: token }) };
    const page = given(await this.#api.GET("/products", { params: { query } }));
    return { ids: page.items.map((item) => item.product.product_id), nextToken: page.next_page_token };
  }

  async upload(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
    const form = new FormData();
    form.append("file", new File([content], name, { type: "image/png" }));
    // the types have a file as a string; the form itself is what is sent
    const options = { body: { file: name }, bodySerializer: () => form };
    return given(await this.#api.POST("/upload", options)).sha256;
  }

  async generate(prompt: string): Promise<string> {
    return given(await this.#api.POST("/generate", { body: { prompt } })).task_id;
  }

  async job(job_id: string): Promise<Job> {
    const job = given(await this.#api.GET("/jobs/{job_id}", { params: { path: { job_id } } }));
    return { state: job.state, urls: job.result?.result_urls ?? [] };
  }

  async chat(message: string): Promise<[string, string[]]> {
    const answer = given(await this.#api.POST("/chat", { body: { message } }));
    if (typeof answer === "string") throw new Error("events came instead of an answer");
    return [answer.answer, answer.context.map((passage) => passage.source)];
  }

  async missing(product_id: string): Promise<Refusal> {
    return refused(await this.#api.GET("/products/{product_id}", { params: { path: { product_id } } }));
  }

  async wrongPrices(min_price_cents: number, max_price_cents: number): Promise<Refusal> {
    return refused(await this.#api.GET("/listings", { params: { query: { min_price_cents, max_price_cents } } }));
  }

  async refusedStatus(): Promise<Refusal | null> {
    const answer = await this.#api.GET("/status");
    return answer.response.ok ? null : refused(answer);
  }
}

function given<T>({ data, error }: Answer<T>): T {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

function refused({ error, response }: Answer<unknown>): Refusal {
  if (error === undefined) throw new Error("it was not refused");
  return {
    status: response.status,
    error: error.error,
    fields: (error.details ?? []).map((detail) => detail.field),
    retryAfter: Number(response.headers.get("Retry-After") ?? 0),
  };
}

void run((url) => new FetchClient(url));
