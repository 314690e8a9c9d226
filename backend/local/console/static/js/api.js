/** The console's own API. What changes something carries the token that only this page can read. */

const opened = fetch("api/session").then(read);

async function read(answer) {
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.message ?? `HTTP ${answer.status}`);
  return told;
}

export const session = () => opened;

export async function get(path, query = {}) {
  await opened;
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
  return read(await fetch(`api/${path}${asked ? `?${asked}` : ""}`));
}

export async function send(method, path, body = {}) {
  const { token } = await opened;
  const headers = { "Content-Type": "application/json", "X-Console-Token": token };
  return read(await fetch(`api/${path}`, { method, headers, body: JSON.stringify(body) }));
}
