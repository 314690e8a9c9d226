// The scenario with what orval generated for React Query: reads and writes go through a QueryClient, without a page.
import { MutationObserver, QueryClient, type MutationOptions } from "@tanstack/react-query";
import type { AxiosRequestConfig } from "axios";
import { refusalOf, refused } from "./axios_errors";
import * as api from "./client/api";
import { run, type Client, type Job, type Page, type Refusal } from "./scenario";

class ReactQueryClient implements Client {
  readonly #queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 0 } } });
  #axios: AxiosRequestConfig;

  constructor(baseURL: string) {
    this.#axios = { baseURL };
  }

  async signIn(username: string, password: string): Promise<void> {
    const options = api.getLoginMutationOptions({ axios: this.#axios });
    const { data } = await this.#mutate(options, { data: { username, password } });
    if (data.id_token === undefined) throw new Error("a challenge came instead of tokens");
    this.#axios = { ...this.#axios, headers: { Authorization: `Bearer ${data.id_token}` } };
  }

  async create(q: string, price_cents: number, key: string): Promise<string> {
    const headers = { ...this.#axios.headers, "Idempotency-Key": key };
    const options = api.getCreateProductMutationOptions({ axios: { ...this.#axios, headers } as AxiosRequestConfig });
    const { data } = await this.#mutate(options, { data: { q, price_cents } });
    if (!("ids" in data)) throw new Error("a job came instead of a creation");
    return data.ids.product_id;
  }

  async products(limit: number, token: string | null): Promise<Page> {
    const params = { owner: "me", limit, ...(token === null ? {} : { page_token: token }) };
    const { data } = await this.#queries.fetchQuery(api.getListProductsQueryOptions(params, { axios: this.#axios }));
    return { ids: data.items.map((item) => item.product.product_id), nextToken: data.next_page_token };
  }

  async upload(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
    const options = api.getUploadMutationOptions({ axios: this.#axios });
    const file = new File([content], name, { type: "image/png" });
    return (await this.#mutate(options, { data: { file } })).data.sha256;
  }

  async generate(prompt: string): Promise<string> {
    const options = api.getGenerateMutationOptions({ axios: this.#axios });
    return (await this.#mutate(options, { data: { prompt } })).data.task_id;
  }

  async job(jobId: string): Promise<Job> {
    const { data } = await this.#queries.fetchQuery(api.getGetJobQueryOptions(jobId, { axios: this.#axios }));
    return { state: data.state, urls: data.result?.result_urls ?? [] };
  }

  async chat(message: string): Promise<[string, string[]]> {
    const options = api.getChatMutationOptions({ axios: this.#axios });
    const { data } = await this.#mutate(options, { data: { message } });
    if (typeof data === "string") throw new Error("events came instead of an answer");
    return [data.answer, data.context.map((passage) => passage.source)];
  }

  missing(productId: string): Promise<Refusal> {
    return refused(this.#queries.fetchQuery(api.getGetProductQueryOptions(productId, { axios: this.#axios })));
  }

  wrongPrices(min_price_cents: number, max_price_cents: number): Promise<Refusal> {
    const options = api.getListListingsQueryOptions({ min_price_cents, max_price_cents }, { axios: this.#axios });
    return refused(this.#queries.fetchQuery(options));
  }

  refusedStatus(): Promise<Refusal | null> {
    return refusalOf(this.#queries.fetchQuery(api.getGetStatusQueryOptions({}, { axios: this.#axios })));
  }

  #mutate<Data, Failure, Variables, Context>(
    options: MutationOptions<Data, Failure, Variables, Context>,
    variables: Variables,
  ): Promise<Data> {
    return new MutationObserver<Data, Failure, Variables, Context>(this.#queries, options).mutate(variables);
  }
}

void run((url) => new ReactQueryClient(url));
