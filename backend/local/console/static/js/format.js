/** Numbers as people read them. */

export function ms(value) {
  if (value === null || value === undefined) return "…";
  if (value >= 10000) return `${(value / 1000).toFixed(1)} s`;
  return value >= 100 ? `${Math.round(value)} ms` : `${value.toFixed(1)} ms`;
}

export function bytes(value) {
  if (value < 1000) return `${value} B`;
  return value < 1e6 ? `${(value / 1000).toFixed(value < 1e4 ? 1 : 0)} kB` : `${(value / 1e6).toFixed(1)} MB`;
}

export const number = (value) => Number(value.toFixed(1)).toLocaleString("en");

export function count(amount, one, many = `${one}s`) {
  return `${number(amount)} ${amount === 1 ? one : many}`;
}

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString("en-GB");
}

export function dollars(value) {
  return value === null ? null : `$${value < 0.01 ? value.toPrecision(2) : value.toFixed(4)}`;
}

/** "good", "odd" or "bad", by HTTP's status. */
export function tone(status) {
  if (status === null || status >= 500) return "bad";
  return status >= 400 ? "odd" : "good";
}
