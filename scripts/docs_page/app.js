"use strict";

// Signs in, fetches the OpenAPI document with the token, and hands both to swagger-ui.
// This script stands before swagger-ui's in the page, so that the form works while that one is still being read.

// The API lies next to this page, behind whatever stage the gateway puts in front: /dev/docs -> /dev
const BASE = location.origin + location.pathname.replace(/\/docs\/*$/, "");
const STORED_AS = "dreamforge.session";
const ERRAND_AS = "dreamforge.sign-in";
const RENEW_BEFORE_MS = 120_000; // background tabs may run timers only once a minute
const LOOK_EVERY_MS = 15_000;
const MOST_PREVIEWS = 12;

const byId = (id) => document.getElementById(id);
const pageIsRead = new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));

/** {id_token, refresh_token?, expires_at (ms since 1970), name}, or null while nobody is signed in. */
let session = null;
let swagger = null;
let specification = null;
/** Whether the API gives its document to callers without a token. */
let openapiPublic = false;

// ---------------------------------------------------------------- the API

class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(path, { body, token } = {}) {
  const headers = { Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  let response;
  try {
    response = await fetch(BASE + path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  } catch {
    throw new ApiError("The API does not answer. Check the connection and try again.", 0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(answer.message || `The API answered with status ${response.status}.`, response.status);
  return answer;
}

// ---------------------------------------------------------------- the session

/** The claims of a JWT, unverified: the API verifies, this page only shows the name and looks at the clock. */
function claimsOf(token) {
  try {
    const payload = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) || {};
  } catch {
    return null;
  }
}

function sessionFrom(answer, { name, refreshToken } = {}) {
  const claims = claimsOf(answer.id_token) || {};
  return {
    id_token: answer.id_token,
    refresh_token: answer.refresh_token || refreshToken,
    // Counted from now where the answer says how long: the clock of this machine may be wrong.
    expires_at: answer.expires_in ? Date.now() + answer.expires_in * 1000 : (claims.exp || 0) * 1000,
    name: name || claims.email || claims["cognito:username"] || "you",
  };
}

function keep(next) {
  session = next;
  if (next) sessionStorage.setItem(STORED_AS, JSON.stringify(next));
  else sessionStorage.removeItem(STORED_AS);
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED_AS));
  } catch {
    return null;
  }
}

async function logIn(username, password) {
  const answer = await call("/auth/login", { body: { username, password } });
  if (answer.challenge) throw new Error(explained(answer.challenge.name, username));
  return sessionFrom(answer, { name: username });
}

function explained(challenge, username) {
  if (challenge === "NEW_PASSWORD_REQUIRED") {
    return (
      `The password is right, but it is a temporary one: Cognito wants a new password before it gives a token (${challenge}). ` +
      "Anyone who runs this API can set it with\n" +
      `aws cognito-idp admin-set-user-password --permanent --user-pool-id POOL --username ${username} --password NEW\n` +
      "Then sign in here with the new one."
    );
  }
  return (
    `Cognito asks for one more step (${challenge}) that this page does not know. ` +
    "Take that step with another client, then paste the IdToken below."
  );
}

function pasted(text) {
  const token = text.trim().replace(/^Bearer\s+/i, "");
  const claims = claimsOf(token);
  if (!claims) throw new Error("This is no token: one has three parts of letters and digits, with dots between.");
  if (claims.token_use && claims.token_use !== "id") {
    throw new Error(`This is Cognito's ${claims.token_use} token; the API takes the IdToken (id_token).`);
  }
  if (claims.exp * 1000 < Date.now()) {
    throw new Error(`This token ran out on ${new Date(claims.exp * 1000).toLocaleString()}. Get a new one.`);
  }
  return sessionFrom({ id_token: token });
}

// ---------------------------------------------------------------- the pool's own sign-in page

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const madeUp = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** Learns from the root what to show before sign-in. Without an answer nothing: the form will say what is wrong. */
async function readRoot() {
  const { links, openapi_public } = await call("/").catch(() => ({ links: {} }));
  byId("hosted").hidden = !links.authorization_server;
  openapiPublic = openapi_public === true;
}

/** Goes there for a code, which only this tab can redeem (PKCE, RFC 7636). */
async function goToSignInPage() {
  const server = await call("/.well-known/oauth-authorization-server");
  const errand = { state: madeUp(), verifier: madeUp() };
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(errand.verifier));
  sessionStorage.setItem(ERRAND_AS, JSON.stringify(errand));
  const asked = new URLSearchParams({
    response_type: "code",
    client_id: server.client_id,
    redirect_uri: `${BASE}/docs`,
    scope: "openid email profile",
    state: errand.state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  });
  location.assign(`${server.authorization_endpoint}?${asked}`);
}

/** The session of a user who comes back from there; null for one who does not. */
async function broughtBack() {
  const told = new URLSearchParams(location.search);
  if (!told.has("state")) return null;
  const errand = JSON.parse(sessionStorage.getItem(ERRAND_AS));
  sessionStorage.removeItem(ERRAND_AS);
  history.replaceState(null, "", location.pathname);
  if (errand?.state !== told.get("state")) throw new Error("That sign-in was not begun in this tab. Begin again.");
  if (!told.has("code")) throw new Error(`The sign-in page says: ${told.get("error_description") || told.get("error")}`);
  const server = await call("/.well-known/oauth-authorization-server");
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: server.client_id,
    code: told.get("code"),
    redirect_uri: `${BASE}/docs`,
    code_verifier: errand.verifier,
  });
  const response = await fetch(server.token_endpoint, { method: "POST", body: form }).catch(() => null);
  if (!response?.ok) throw new Error("The sign-in page gave no token for its code. Begin again.");
  return sessionFrom(await response.json());
}

let renewing = false;

/** Renews the token shortly before it runs out. Asked on a beat, because one long timer stands still while a laptop sleeps. */
async function stayFresh() {
  if (!session || renewing || session.expires_at - Date.now() > RENEW_BEFORE_MS) return;
  if (!session.refresh_token) {
    if (session.expires_at <= Date.now()) expire("The token has run out. Sign in again.");
    return;
  }
  renewing = true;
  const before = session;
  try {
    const answer = await call("/auth/refresh", { body: { refresh_token: before.refresh_token } });
    if (session !== before) return; // signed out meanwhile
    keep(sessionFrom(answer, { name: before.name, refreshToken: before.refresh_token }));
    authorise();
  } catch (error) {
    // Anything but a refusal may pass: the next beat tries again.
    if (session === before && (error.status === 400 || error.status === 401)) expire("Your sign-in has run out. Sign in again.");
  } finally {
    renewing = false;
  }
}

function expire(reason) {
  keep(null);
  showWelcome();
  byId("username").focus();
  showProblem(reason);
}

async function signOut() {
  const { id_token: token, refresh_token } = session ?? {};
  keep(null);
  // Whether the API could revoke the token or not: this page forgets it.
  if (refresh_token) await call("/auth/logout", { token, body: { refresh_token } }).catch(() => {});
  // A new page forgets everything: the token in swagger-ui's memory, and the answers that were shown.
  location.replace(location.pathname);
}

// ---------------------------------------------------------------- what is shown

function showProblem(text) {
  byId("problem").textContent = text;
  if (text) byId("problem").scrollIntoView({ block: "nearest" });
}

function showWelcome() {
  byId("welcome").hidden = false;
  byId("reference").hidden = !openapiPublic;
  byId("account").hidden = true;
  byId("progress").textContent = "";
}

function showBusy() {
  byId("welcome").hidden = true;
  byId("progress").textContent = "Loading the operations …";
}

function showReference() {
  byId("welcome").hidden = true;
  byId("progress").textContent = "";
  byId("user-name").textContent = session.name;
  byId("account").hidden = false;
  byId("reference").hidden = false;
}

/** Keeps what was typed, in case the API refuses it; nothing is sent twice while a call is on its way. */
function onSubmit(form, signIn) {
  const button = form.querySelector("button");
  const label = button.textContent;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    button.textContent = "Signing in …";
    showProblem("");
    try {
      await open(await signIn());
      form.reset();
      byId("reference").focus();
    } catch (error) {
      showWelcome();
      form.querySelector("[type=password], textarea").select();
      showProblem(error.message);
    } finally {
      form.ariaBusy = "false";
      button.textContent = label;
    }
  });
}

/** Shows the operations to the user of the session `next`; throws what the API has against it. */
async function open(next) {
  try {
    if (openapiPublic) await call("/status", { token: next.id_token }); // the document comes with any token
    specification = await call("/openapi.json", { token: next.id_token });
  } catch (error) {
    if (error.status !== 401 && error.status !== 403) throw error;
    throw new ApiError(`The API does not take this token: ${error.message}`, error.status);
  }
  await pageIsRead; // swagger-ui's script comes after this one
  keep(next);
  showReference();
  startSwagger();
}

/** Shows the operations to a caller who is not signed in, where the API allows it. */
async function showBeforeSignIn() {
  if (!openapiPublic || session) return;
  byId("lead").textContent = "Read about the operations below; sign in to try them.";
  specification = await call("/openapi.json");
  await pageIsRead;
  showWelcome();
  startSwagger();
}

function startSwagger() {
  byId("reference").replaceChildren();
  swagger = window.SwaggerUIBundle({
    // Calls go where this page came from, whichever of the API's names that was: the policy allows no other host.
    spec: { ...specification, servers: [{ url: BASE }] },
    domNode: byId("reference"),
    presets: [window.SwaggerUIBundle.presets.apis],
    plugins: [picturePreviews, foldedErrors, samples, findOperations],
    filter: true,
    layout: "BaseLayout",
    deepLinking: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    onComplete: authorise,
  });
}

/** Puts the token where swagger-ui's Authorize would: into every bearer scheme of the document. */
function authorise() {
  if (!swagger || !session) return;
  for (const [name, scheme] of Object.entries(specification.components?.securitySchemes ?? {})) {
    if (scheme.type === "http" && scheme.scheme.toLowerCase() === "bearer") swagger.preauthorizeApiKey(name, session.id_token);
  }
}

function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(specification, null, 2)], { type: "application/json" }));
  link.download = "openapi.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// ---------------------------------------------------------------- pictures in answers

/**
 * The pictures that a JSON answer points to. Only presigned URLs count: those are the API's own, whereas any other address
 * in an answer may be a stranger's text, and showing it would call there.
 */
function picturesIn(json) {
  const found = new Set();
  const visit = (value) => {
    if (typeof value === "string") {
      if (/^https?:\/\/\S+\.(png|jpe?g|webp|gif)\?\S*X-Amz-Signature=/i.test(value)) found.add(value);
    } else if (value && typeof value === "object") Object.values(value).forEach(visit);
  };
  try {
    visit(JSON.parse(json));
  } catch {
    return [];
  }
  return [...found].slice(0, MOST_PREVIEWS);
}

/** swagger-ui plugin: small previews above the body of an answer. */
function picturePreviews({ React }) {
  const h = React.createElement;
  const preview = (url) => {
    const name = decodeURIComponent(new URL(url).pathname.split("/").pop());
    const picture = h("img", { src: url, alt: `Picture ${name}`, loading: "lazy" });
    return h("a", { key: url, href: url, target: "_blank", rel: "noreferrer" }, picture);
  };
  const withPreviews = (Body) =>
    function BodyWithPreviews(props) {
      const pictures = typeof props.content === "string" ? picturesIn(props.content) : [];
      return h("div", null, pictures.length > 0 && h("div", { className: "previews" }, pictures.map(preview)), h(Body, props));
    };
  return { wrapComponents: { responseBody: withPreviews } };
}

/**
 * swagger-ui plugin: documented errors take one line each until they are opened. An operation has about ten of them, with the
 * same body; unfolded they would bury the answer that one looks for.
 */
function foldedErrors({ React, getComponent }) {
  const h = React.createElement;
  const folding = (Answer) =>
    function FoldedAnswer(props) {
      const [open, setOpen] = React.useState(false);
      if (open || !(Number(props.code) >= 400)) return h(Answer, props); // `default` is no number
      const text = h(getComponent("Markdown", true), { source: props.response.get("description") });
      const unfold = { type: "button", className: "show-error", onClick: () => setOpen(true) };
      const button = h("button", { ...unfold, "aria-label": `Show the body of ${props.code}` }, "Show the body");
      return h(
        "tr",
        { className: "response" },
        h("td", { className: "response-col_status" }, props.code),
        h("td", { className: "response-col_description folded", colSpan: 2 }, text, button),
      );
    };
  return { wrapComponents: { response: folding } };
}

// ---------------------------------------------------------------- samples and search

/** The example of a request's body: the media type's own, or that of its schema. */
function exampleBody(operation) {
  const content = operation.requestBody?.content?.["application/json"];
  if (!content) return undefined;
  if (content.example !== undefined) return content.example;
  const name = content.schema?.$ref?.split("/").pop();
  return (name ? specification.components.schemas[name] : content.schema)?.example;
}

/** What a sample sends: the path with examples or names in it, required query parameters, the body. */
function requestOf(path, operation) {
  const query = [];
  let url = path;
  for (const each of operation.parameters ?? []) {
    const value = each.example ?? each.schema?.example ?? each.schema?.default ?? each.name.toUpperCase();
    if (each.in === "path") url = url.replace(`{${each.name}}`, value);
    if (each.in === "query" && (each.required || each.name === "owner")) query.push([each.name, each.name === "owner" ? "me" : value]);
  }
  if (query.length) url += `?${new URLSearchParams(query)}`;
  return { url: BASE + url, body: exampleBody(operation), needsToken: operation.security?.length !== 0 };
}

/** JSON as Python writes it. */
function asPython(value) {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(asPython).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${asPython(each)}`).join(", ")}}`;
}

const SAMPLES = {
  curl({ method, url, body, needsToken }) {
    const lines = [`curl -s${method === "GET" ? "" : ` -X ${method}`} '${url}'`];
    if (needsToken) lines.push('-H "Authorization: Bearer $TOKEN"');
    if (body !== undefined) {
      lines.push("-H 'Content-Type: application/json'");
      lines.push(`-d '${JSON.stringify(body).replace(/'/g, "'\\''")}'`);
    }
    return lines.join(" \\\n  ");
  },
  Python({ method, url, body, needsToken }) {
    const lines = [`    "${method}", "${url}",`];
    if (needsToken) lines.push('    headers={"Authorization": f"Bearer {os.environ[\'TOKEN\']}"},');
    if (body !== undefined) lines.push(`    json=${asPython(body)},`);
    const imports = needsToken ? "import os\n\nimport httpx" : "import httpx";
    return `${imports}\n\nanswer = httpx.request(\n${lines.join("\n")}\n)\nprint(answer.status_code, answer.text)`;
  },
  TypeScript({ method, url, body, needsToken }) {
    const headers = [needsToken && "Authorization: `Bearer ${process.env.TOKEN}`", body !== undefined && '"Content-Type": "application/json"'];
    const lines = [`  method: "${method}",`];
    if (headers.some(Boolean)) lines.push(`  headers: { ${headers.filter(Boolean).join(", ")} },`);
    if (body !== undefined) lines.push(`  body: JSON.stringify(${JSON.stringify(body)}),`);
    return `const answer = await fetch("${url}", {\n${lines.join("\n")}\n});\nconsole.log(answer.status, await answer.text());`;
  },
};

/** swagger-ui plugin: the call of each operation as a program makes it, above its parameters. */
function samples({ React }) {
  const h = React.createElement;
  function Samples({ path, method }) {
    const [language, setLanguage] = React.useState("curl");
    const operation = specification.paths[path]?.[method];
    if (!operation || (operation.requestBody && exampleBody(operation) === undefined)) return null; // forms have files
    const text = SAMPLES[language]({ method: method.toUpperCase(), ...requestOf(path, operation) });
    const tab = (name) =>
      h("button", { key: name, type: "button", "aria-pressed": name === language, onClick: () => setLanguage(name) }, name);
    return h(
      "details",
      { className: "samples" },
      h("summary", null, "Samples: curl, Python, TypeScript"),
      h("p", { className: "languages" }, Object.keys(SAMPLES).map(tab)),
      h("pre", { tabIndex: 0 }, h("code", null, text)),
    );
  }
  const withSamples = (Parameters) =>
    function ParametersWithSamples(props) {
      const [path, method] = props.pathMethod ?? [];
      return h(React.Fragment, null, path && h(Samples, { path, method }), h(Parameters, props));
    };
  return { wrapComponents: { parameters: withSamples } };
}

/** swagger-ui plugin: the filter looks for all words in path, name, summary and description; its own knows tags alone. */
function findOperations() {
  const opsFilter = (groups, phrase) => {
    const words = phrase.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (operation, tag) => {
      const facts = operation.get("operation");
      const text = [tag, operation.get("method"), operation.get("path"), ...["operationId", "summary", "description"].map((name) => facts.get(name))];
      const all = text.join(" ").toLowerCase();
      return words.every((word) => all.includes(word));
    };
    const found = groups.map((group, tag) => group.set("operations", group.get("operations").filter((each) => fits(each, tag))));
    return found.filter((group) => group.get("operations").size > 0);
  };
  // swagger-ui's plugins merge functions by name; the placeholder of its field says what it does now
  return { fn: { opsFilter } };
}

/** On a laptop: who can sign in. */
async function nameDemoUser() {
  if (!["127.0.0.1", "localhost", "[::1]"].includes(location.hostname)) return;
  const config = await fetch(`${BASE}/studio/config.json`).then((answer) => (answer.ok ? answer.json() : {}));
  if (!config.demo) return;
  byId("demo").hidden = false;
  byId("demo-user").textContent = config.demo.username;
  byId("demo-password").textContent = config.demo.password;
}

// ---------------------------------------------------------------- start

// swagger-ui's own dark colours hang on this class.
const dark = matchMedia("(prefers-color-scheme: dark)");
const followScheme = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", followScheme);
followScheme();

onSubmit(byId("login"), () => logIn(byId("username").value.trim(), byId("password").value));
onSubmit(byId("token-form"), async () => pasted(byId("token").value));
byId("hosted").addEventListener("click", () => goToSignInPage().catch((error) => showProblem(error.message)));
byId("sign-out").addEventListener("click", signOut);
byId("download").addEventListener("click", download);
setInterval(stayFresh, LOOK_EVERY_MS);
document.addEventListener("visibilitychange", stayFresh);

async function resume() {
  await readRoot();
  try {
    session = (await broughtBack()) || stored();
  } catch (error) {
    showWelcome();
    showProblem(error.message);
  }
  if (!session) return showBeforeSignIn();
  showBusy();
  await stayFresh();
  if (!session) return showBeforeSignIn();
  try {
    await open(session);
  } catch (error) {
    if (error.status === 401) keep(null);
    showWelcome();
    showProblem(error.message);
    await showBeforeSignIn();
  }
}

nameDemoUser().catch(() => {}); // a page that cannot say it is still a page
resume();
