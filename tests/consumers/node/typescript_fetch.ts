// The scenario with what openapi-generator's `typescript-fetch` generated.
import {
  ApiErrorFromJSON,
  AuthApi,
  ChatApi,
  Configuration,
  ForgeApi,
  JobsApi,
  ListingsApi,
  ProductsApi,
  ResponseError,
  ServiceApi,
  UploadsApi,
} from "./client";
import { run, type Client, type Job, type Page, type Refusal } from "./scenario";

class GeneratedClient implements Client {
  #settings: Configuration;

  constructor(url: string) {
    this.#settings = new Configuration({ basePath: url });
  }

  async signIn(username: string, password: string): Promise<void> {
    const { idToken } = await new AuthApi(this.#settings).login({ login: { username, password } });
    if (idToken === undefined) throw new Error("a challenge came instead of tokens");
    this.#settings = new Configuration({ basePath: this.#settings.basePath, accessToken: idToken });
  }

  async create(q: string, priceCents: number, idempotencyKey: string): Promise<string> {
    const made = await new ForgeApi(this.#settings).createProduct({ createRequest: { q, priceCents }, idempotencyKey });
    return made.ids.productId;
  }

  async products(limit: number, token: string | null): Promise<Page> {
    const asked = { owner: "me", limit, ...(token === null ? {} : { pageToken: token }) };
    const page = await new ProductsApi(this.#settings).listProducts(asked);
    return { ids: page.items.map((item) => item.product.productId), nextToken: page.nextPageToken };
  }

  async upload(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
    const file = new File([content], name, { type: "image/png" });
    return (await new UploadsApi(this.#settings).upload({ file })).sha256;
  }

  async generate(prompt: string): Promise<string> {
    return (await new ForgeApi(this.#settings).generate({ generateRequest: { prompt } })).taskId;
  }

  async job(jobId: string): Promise<Job> {
    const job = await new JobsApi(this.#settings).getJob({ jobId });
    return { state: job.state, urls: job.result?.resultUrls ?? [] };
  }

  async chat(message: string): Promise<[string, string[]]> {
    const answer = await new ChatApi(this.#settings).chat({ chatRequest: { message } });
    return [answer.answer, answer.context.map((passage) => passage.source)];
  }

  missing(productId: string): Promise<Refusal> {
    return expected(() => new ProductsApi(this.#settings).getProduct({ productId }));
  }

  wrongPrices(minPriceCents: number, maxPriceCents: number): Promise<Refusal> {
    return expected(() => new ListingsApi(this.#settings).listListings({ minPriceCents, maxPriceCents }));
  }

  refusedStatus(): Promise<Refusal | null> {
    return refused(() => new ServiceApi(this.#settings).getStatus());
  }
}

async function expected(call: () => Promise<unknown>): Promise<Refusal> {
  const refusal = await refused(call);
  if (refusal === null) throw new Error("it was not refused");
  return refusal;
}

async function refused(call: () => Promise<unknown>): Promise<Refusal | null> {
  try {
    await call();
    return null;
  } catch (raised) {
    if (!(raised instanceof ResponseError)) throw raised;
    const error = ApiErrorFromJSON(await raised.response.json());
    return {
      status: raised.response.status,
      error: error.error,
      fields: (error.details ?? []).map((detail) => detail.field),
      retryAfter: Number(raised.response.headers.get("Retry-After") ?? 0),
    };
  }
}

void run((url) => new GeneratedClient(url));
