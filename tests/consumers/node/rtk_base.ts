// What the generated endpoints are injected into: where the service is, and as whom it is called, is the store's to say.
import { createApi, fetchBaseQuery, type BaseQueryFn, type FetchArgs } from "@reduxjs/toolkit/query";
import type { Refusal } from "./scenario";

export interface Connection {
  baseUrl: string;
  token: string;
}

interface ApiError {
  error: string;
  details?: { field: string }[];
}

const send: BaseQueryFn<string | FetchArgs, unknown, Refusal> = async (sent, store, extra) => {
  const { baseUrl, token } = store.extra as Connection;
  const prepareHeaders = (headers: Headers) => {
    if (token !== "") headers.set("Authorization", `Bearer ${token}`);
  };
  const { data, error, meta } = await fetchBaseQuery({ baseUrl, prepareHeaders })(sent, store, extra);
  if (error === undefined) return { data };
  if (typeof error.status !== "number") throw new Error(JSON.stringify(error));
  const refused = error.data as ApiError;
  const fields = (refused.details ?? []).map((detail) => detail.field);
  const retryAfter = Number(meta?.response?.headers.get("Retry-After") ?? 0);
  return { error: { status: error.status, error: refused.error, fields, retryAfter } };
};

export const emptyApi = createApi({ baseQuery: send, endpoints: () => ({}) });
