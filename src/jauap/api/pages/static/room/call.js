// How does a page speak with the service? One way to ask, one way to write, one kind of trouble.

import { language, link, say } from "./page.js";

const LONGEST_WAIT_MS = 30_000;
const LONGEST_UPLOAD_MS = 180_000;
let known = null;

// A request that failed: `status` is 0 when the service was not reached at all.
export class Trouble extends Error {
  constructor(status, code, message, body) {
    super(message);
    this.status = status;
    this.code = code;
    this.body = body;
  }

  // Worth sending again as it is: the service was away, busy or broken.
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export const newKey = () =>
  crypto.randomUUID
    ? crypto.randomUUID()
    : [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

export async function read(address) {
  return await reach("GET", address, {});
}

// Writes once: the same key sent again has the same effect and brings the same reply.
export async function write(method, address, body, { key = newKey(), patience } = {}) {
  const isFile = body instanceof FormData;
  const send = async () => {
    const headers = { "Idempotency-Key": key, "X-Form-Token": await formToken() };
    if (!isFile) headers["Content-Type"] = "application/json";
    const wait = patience ?? (isFile ? LONGEST_UPLOAD_MS : LONGEST_WAIT_MS);
    return await reach(method, address, { headers, body: isFile ? body : JSON.stringify(body ?? {}) }, wait);
  };
  try {
    return await send();
  } catch (trouble) {
    if (trouble.code !== "form_token_wrong") throw trouble;
    known = null;
    return await send();
  }
}

export async function session() {
  known ??= reach("GET", "/v1/room/session", {});
  try {
    return await known;
  } catch (trouble) {
    known = null;
    throw trouble;
  }
}

// After a new session took the place of the old one.
export function renewToken() {
  known = null;
}

async function formToken() {
  return (await session()).form_token;
}

// Sign-in and invitations have no session yet, so no form token either.
export async function knock(address, body) {
  known = null;
  return await reach("POST", address, {
    headers: { "Content-Type": "application/json", "Idempotency-Key": newKey() },
    body: JSON.stringify(body),
  });
}

async function reach(method, address, options, wait = LONGEST_WAIT_MS) {
  let response;
  try {
    response = await fetch(address, {
      method,
      cache: "no-store",
      credentials: "same-origin",
      signal: AbortSignal.timeout(wait),
      ...options,
      headers: { Accept: "application/json", "Accept-Language": language, ...options.headers },
    });
  } catch {
    throw new Trouble(0, "unreached", say("unreached"), null);
  }
  if (response.status === 204) return null;
  const body = await bodyOf(response);
  if (response.ok) return body;
  const error = body?.error;
  const said = error?.message ? `${error.message[language]} ${error.remedy?.[language] ?? ""}`.trim() : say("failed");
  throw new Trouble(response.status, error?.code ?? "error", said, body);
}

// A browser lets go of a file that was changed after it was chosen.
export async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

async function bodyOf(response) {
  try {
    return await response.json();
  } catch {
    // A gateway's own page, or a body cut short.
    return null;
  }
}

// A session that ended leads to the door and back; what was typed is kept on this computer.
export function goToDoor() {
  const back = encodeURIComponent(location.pathname + location.search + location.hash);
  location.assign(link(`/room?next=${back}`));
}
