// Proposing a pair, from a judged answer or from nothing; what is typed survives reload and crash.

import { $, announce, assistant, link, path, say } from "./page.js";
import { newKey, write } from "./call.js";
import { listenToKeys } from "./keys.js";
import { collect, fill, isComplete, preparePairForm } from "./pair_form.js";
import { report } from "./room_frame.js";
import { drop, keep, kept } from "./shelf.js";

const SHELF = "work:pair:new";
const form = $("pair-form");
const here = new URLSearchParams(location.search);
const before = kept(SHELF);
let item = here.get("item") ?? "";
let key = before?.key ?? newKey();
let isSending = false;

if (before && (before.item ?? "") === item) {
  fill(form, before);
  $("saved").textContent = say("work_found");
} else if (!item) {
  // A question that was tried stands behind the #, where no log of addresses sees it; it goes from
  // there at once, since the way to the door and back names the whole address.
  const { question, language } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  fill(form, { question, language });
  history.replaceState(null, "", location.pathname + location.search);
}
preparePairForm(form, () => {
  keep(SHELF, { ...collect(form), item, key });
  $("saved").textContent = say("saved_here");
});
listenToKeys({ plain: {}, controlEnter: send });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});

async function send() {
  if (isSending || !isComplete(form)) return;
  isSending = true;
  keep(SHELF, { ...collect(form), item, key });
  try {
    const body = { ...collect(form), ...(item ? { item } : {}) };
    const pair = await write("POST", `/v1/room/${assistant}/pairs`, body, { key });
    drop(SHELF);
    announce(say("pair_proposed"));
    location.assign(link(`/room/pairs/${path(pair.id)}?assistant=${assistant}`));
  } catch (trouble) {
    // The same key again when the service was away; a new one when the wording must change.
    if (!trouble.isPassing) key = newKey();
    report(trouble);
  } finally {
    isSending = false;
  }
}
