// Writes that must not be lost: kept on this computer with their keys until the service has them.

import { goToDoor, newKey, write } from "./call.js";
import { keep, kept, names, drop } from "./shelf.js";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const listeners = new Set();
let pause = FIRST_PAUSE_MS;
let timer = 0;
let running = null;

// One entry per name, so that two tabs never overwrite each other's list.
export const waiting = () =>
  names("unsent:").map(kept).filter(Boolean).sort((one, other) => one.at - other.at);

// `reply(entry, body)` and `refused(entry, trouble)` are told what became of an entry.
export function listen(listener) {
  listeners.add(listener);
}

export function post(method, address, body, about = {}) {
  const entry = { key: newKey(), method, address, body, about, at: Date.now() };
  keep(`unsent:${entry.key}`, entry);
  tell("changed", entry);
  return { entry, sent: flush() };
}

// Sends what waits, oldest first; stops at the first passing trouble and tries again later.
export function flush() {
  running ??= locked(sendAll).finally(() => { running = null; });
  return running;
}

async function sendAll() {
  clearTimeout(timer);
  let entry;
  while ((entry = waiting()[0])) {
    let reply;
    try {
      reply = await write(entry.method, entry.address, entry.body, { key: entry.key });
    } catch (trouble) {
      if (trouble.status === 401) {
        tell("changed", entry);
        goToDoor();
        return;
      }
      if (trouble.isPassing) {
        timer = setTimeout(flush, pause);
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
        tell("held", entry, trouble);
        return;
      }
      drop(`unsent:${entry.key}`);
      tell("refused", entry, trouble);
      continue;
    }
    pause = FIRST_PAUSE_MS;
    drop(`unsent:${entry.key}`);
    tell("reply", entry, reply);
  }
}

// Another tab may be sending the same list; the keys make doubling harmless, the lock rare.
async function locked(act) {
  if (!navigator.locks) return await act();
  return await navigator.locks.request("jauap-room-unsent", act);
}

function tell(name, ...values) {
  for (const listener of listeners) listener[name]?.(...values);
}

addEventListener("online", () => {
  pause = FIRST_PAUSE_MS;
  flush();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && waiting().length) flush();
});
