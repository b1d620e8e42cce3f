// The frame of a signed-in page: signing out without losing anything, and a session that ends.

import { $, announce, link, say, showTrouble } from "./page.js";
import { goToDoor, newKey, write } from "./call.js";
import { clearTab, drop, kept, names } from "./shelf.js";
import { flush, waiting } from "./outbox.js";

const leave = $("sign-out");
if (leave) {
  leave.hidden = false;
  leave.addEventListener("click", signOut);
}

async function signOut() {
  await flush();
  if (waiting().length) return showTrouble(say("sign_out_unsent"));
  try {
    await write("DELETE", "/v1/room/session", {}, { key: newKey() });
  } catch (trouble) {
    if (trouble.status !== 401) return showTrouble(trouble.message);
  }
  // What the server holds need not stay on a computer that others use.
  for (const name of names("work:")) if (kept(name)?.isSaved) drop(name);
  clearTab();
  location.assign(link("/room"));
}

// Shows what went wrong; a session that ended leads to the door.
export function report(trouble) {
  if (trouble?.status === 401) return goToDoor();
  if (typeof trouble?.status !== "number") throw trouble;
  showTrouble(trouble.message);
  announce(trouble.message);
}
