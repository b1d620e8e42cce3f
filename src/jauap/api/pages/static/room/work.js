// Unfinished work: on this computer at every input, on the server a moment later; nothing is lost.

import { $, say } from "./page.js";
import { write } from "./call.js";
import { drop, keep, kept } from "./shelf.js";

const PAUSE_MS = 1_500;
const AGAIN_MS = 5_000;
const RENEW_MS = 4 * 60_000;

let open = null;
let timer = 0;

export function showSaved(key, values) {
  const text = say(key, values);
  if ($("saved").textContent !== text) $("saved").textContent = text;
  $("saved").dataset.state = key;
}

// Begins with a task; gives the work to go on with: this computer's when it is the newer one.
// `conflict(mine, theirs, version)` settles what two windows typed; `lost` is told of a lost lease.
export function begin(task, { collect, conflict, lost }) {
  stop();
  const served = task.unfinished;
  const here = kept(`work:${task.item}`);
  open = { item: task.item, version: served?.version ?? 0, collect, conflict, lost, isDirty: false };
  timer = setTimeout(save, RENEW_MS);
  if (here && (!here.isSaved || here.version === open.version)) {
    open.isDirty = !here.isSaved;
    open.version = here.version;
    if (open.isDirty) plan(PAUSE_MS);
    return here.work;
  }
  return served?.work ?? null;
}

// Called at every input.
export function touch() {
  if (!open) return;
  open.isDirty = true;
  const isKept = keep(`work:${open.item}`, { work: open.collect(), version: open.version, isSaved: false });
  showSaved(isKept ? "saved_here" : "saved_nowhere");
  plan(PAUSE_MS);
}

// The verdict is on its way: no more saving; what is kept here goes when the verdict has arrived.
export function stop() {
  clearTimeout(timer);
  open = null;
}

export const forget = (item) => drop(`work:${item}`);

function plan(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

// Also renews the lease, so it is sent now and then when nothing changed.
async function save() {
  const saving = open;
  if (!saving) return;
  const work = saving.collect();
  saving.isDirty = false;
  try {
    const reply = await write("PUT", `/v1/room/items/${saving.item}/unfinished`, { work, version: saving.version });
    saving.version = reply.version;
    if (open !== saving) return;
    keep(`work:${saving.item}`, { work: saving.isDirty ? saving.collect() : work, version: reply.version, isSaved: !saving.isDirty });
    if (!saving.isDirty) showSaved("saved_server");
    plan(saving.isDirty ? PAUSE_MS : RENEW_MS);
  } catch (trouble) {
    saving.isDirty = true;
    if (open === saving) await troubled(saving, work, trouble);
  }
}

async function troubled(saving, work, trouble) {
  if (trouble.isPassing) {
    showSaved(trouble.status === 0 ? "saved_offline" : "saved_waiting");
    plan(AGAIN_MS);
  } else if (trouble.code === "version_conflict") {
    const { work: theirs, version } = trouble.body.current;
    saving.version = version;
    await saving.conflict(work, theirs);
    if (open === saving) touch();
  } else if (trouble.code === "lease_lost") {
    stop();
    saving.lost(work);
  } else if (trouble.status === 401) {
    showSaved("saved_session");
  } else {
    showSaved("saved_here");
    plan(AGAIN_MS);
  }
}

addEventListener("online", () => { if (open?.isDirty) plan(0); });
addEventListener("offline", () => { if (open) showSaved("saved_offline"); });
