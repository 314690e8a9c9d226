// The scenario with what @rtk-query/codegen-openapi generated: endpoints of a store of Redux, without a page.
import { configureStore } from "@reduxjs/toolkit";
import { api } from "./client/api";
import type { Connection } from "./rtk_base";
import { run, type Client, type Job, type Page, type Refusal } from "./scenario";

const FRESH = { subscribe: false, forceRefetch: true };
const { endpoints } = api;

function makeStore(extraArgument: Connection) {
  return configureStore({
    reducer: { [api.reducerPath]: api.reducer },
    // the picture that is uploaded is no plain value
    middleware: (defaults) => defaults({ serializableCheck: false, thunk: { extraArgument } }).concat(api.middleware),
  });
}

class RtkClient implements Client {
  readonly #connection: Connection;
  readonly #store: ReturnType<typeof makeStore>;

  constructor(baseUrl: string) {
    this.#connection = { baseUrl, token: "" };
    this.#store = makeStore(this.#connection);
  }

  async signIn(username: string, password: string): Promise<void> {
    const data = await this.#store.dispatch(endpoints.login.initiate({ login: { username, password } })).unwrap();
    if (data.id_token === undefined) throw new Error("a challenge came instead of tokens");
    this.#connection.token = data.id_token;
  }

  async create(q: string, price_cents: number, key: string): Promise<string> {
    const sent = { createRequest: { q, price_cents }, "Idempotency-Key": key };
    const data = await this.#store.dispatch(endpoints.createProduct.initiate(sent)).unwrap();
    if (!("ids" in data)) throw new Error("a job came instead of a creation");
    return data.ids.product_id;
  }

  async products(limit: number, token: string | null): Promise<Page> {
    const sent = { owner: "me", limit, ...(token === null ? {} : { pageToken: token }) };
    const data = await this.#store.dispatch(endpoints.listProducts.initiate(sent, FRESH)).unwrap();
    return { ids: data.items.map((item) => item.product.product_id), nextToken: data.next_page_token };
  }

  async upload(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
    const form = new FormData();
    form.append("file", new File([content], name, { type: "image/png" }));
    // it sends what it is given, and has no way to say that a body is a form
    const sent = { fileForm: form as unknown as { file: Blob } };
    return (await this.#store.dispatch(endpoints.upload.initiate(sent)).unwrap()).sha256;
  }

  async generate(prompt: string): Promise<string> {
    const sent = { generateRequest: { prompt } };
    return (await this.#store.dispatch(endpoints.generate.initiate(sent)).unwrap()).task_id;
  }

  async job(jobId: string): Promise<Job> {
    const data = await this.#store.dispatch(endpoints.getJob.initiate({ jobId }, FRESH)).unwrap();
    return { state: data.state, urls: data.result?.result_urls ?? [] };
  }

  async chat(message: string): Promise<[string, string[]]> {
    const data = await this.#store.dispatch(endpoints.chat.initiate({ chatRequest: { message } })).unwrap();
    if (typeof data === "string") throw new Error("events came instead of an answer");
    return [data.answer, data.context.map((passage) => passage.source)];
  }

  missing(productId: string): Promise<Refusal> {
    return refused(this.#store.dispatch(endpoints.getProduct.initiate({ productId }, FRESH)));
  }

  wrongPrices(minPriceCents: number, maxPriceCents: number): Promise<Refusal> {
    const sent = { minPriceCents, maxPriceCents };
    return refused(this.#store.dispatch(endpoints.listListings.initiate(sent, FRESH)));
  }

  async refusedStatus(): Promise<Refusal | null> {
    const answer = this.#store.dispatch(endpoints.getStatus.initiate({}, FRESH));
    return (await answer).isSuccess ? null : refused(answer);
  }
}

async function refused(call: PromiseLike<{ error?: unknown }>): Promise<Refusal> {
  const { error } = await call;
  if (error === undefined) throw new Error("it was not refused");
  return error as Refusal;
}

void run((url) => new RtkClient(url));
