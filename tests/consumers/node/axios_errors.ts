// What axios throws, as the scenario names it; shared by the clients that send their calls with axios.
import { isAxiosError } from "axios";
import type { Refusal } from "./scenario";

interface ApiError {
  error: string;
  details?: { field: string }[];
}

/** The refusal that a call ends in; null when the service answers it. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal | null> {
  try {
    await call;
    return null;
  } catch (thrown) {
    if (!isAxiosError<ApiError>(thrown) || thrown.response === undefined) throw thrown;
    const { status, data, headers } = thrown.response;
    const fields = (data.details ?? []).map((detail) => detail.field);
    return { status, error: data.error, fields, retryAfter: Number(headers["retry-after"] ?? 0) };
  }
}

export async function refused(call: Promise<unknown>): Promise<Refusal> {
  const refusal = await refusalOf(call);
  if (refusal === null) throw new Error("it was not refused");
  return refusal;
}
