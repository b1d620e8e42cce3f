// One pair: its wording, its history, what it would fix and break, and what may be done with it.

import { $, announce, data, el, path, person, say, showMissing, showTrouble } from "./page.js";
import { newKey, read, write } from "./call.js";
import { settle } from "./conflict.js";
import { LABELS, NAMES, collect, fill, isComplete, preparePairForm } from "./pair_form.js";
import { actsFor, whyNot } from "./pair_acts.js";
import { showPreview, showTimeline } from "./pair_story.js";
import { report } from "./room_frame.js";
import { drop, keep, kept } from "./shelf.js";

const address = `/v1/room/pairs/${path(data.pair)}`;
const form = $("edit-form");
const shelf = `work:pair:${data.pair}`;
let pair = null;
let key = newKey();
let isBusy = false;

preparePairForm(form, () => keep(shelf, { ...collect(form), version: pair.version }));
$("edit").addEventListener("click", () => toggle(true));
$("cancel").addEventListener("click", () => {
  drop(shelf);
  toggle(false);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
await renew();
const typed = pair && kept(shelf);
if (typed && !$("edit").hidden) {
  toggle(true);
  fill(form, typed);
  announce(say("work_found"));
}

async function renew() {
  try {
    show(await read(address));
  } catch (trouble) {
    report(trouble);
  }
}

function show(found) {
  pair = found;
  $("pair").hidden = false;
  $("pair-state").replaceChildren(el("span", { class: `badge ${pair.state}` }, say(`state_${pair.state}`)));
  $("wording").replaceChildren(...NAMES.map(line).filter(Boolean));
  $("waiting-edit").hidden = !pair.edit_waits;
  const { acts, mayEdit } = actsFor(pair);
  $("edit").hidden = !mayEdit;
  $("why").textContent = whyNot(pair, acts);
  $("act-form").hidden = acts.length === 0;
  $("acts").replaceChildren(...acts.map((act) =>
    el("button", { type: "button", class: act.isMain ? "primary" : "quiet", "data-act": act.name, onclick: () => take(act) }, say(`act_${act.name}`))));
  showPreview(pair);
  showTimeline(pair.history ?? []);
}

function line(name) {
  const value = pair[name];
  if (!value) return null;
  const shown = name === "language" ? say(`language_${value}`) : value;
  const isText = ["question", "answer", "quote"].includes(name);
  return el("div", {}, el("dt", {}, say(LABELS[name])), el("dd", { class: "plain", lang: isText ? pair.language : undefined }, shown));
}

function toggle(open) {
  form.hidden = !open;
  $("edit").setAttribute("aria-expanded", String(open));
  if (open) {
    fill(form, pair);
    form.elements.question.focus();
  } else $("edit").focus();
}

async function save() {
  if (isBusy || !isComplete(form)) return;
  await act(async () => {
    const reason = $("edit-reason").value.trim();
    await write("PUT", address, { ...collect(form), version: pair.version, reason }, { key });
    drop(shelf);
    toggle(false);
    announce(say("saved"));
  });
}

async function take({ name, body, needsReason }) {
  const reason = $("reason").value.trim();
  if (needsReason && !reason) {
    showMissing(say("missing_reason"), $("act-missing"));
    $("reason").focus();
    return;
  }
  showMissing("", $("act-missing"));
  const route = name === "accept" || name === "reject" ? "review" : name;
  await act(async () => {
    if (name === "preview") announce(say("preview_runs"));
    const said = { version: pair.version, ...body, ...(name === "preview" ? {} : { reason }) };
    await write("POST", `${address}/${route}`, said, { key, patience: 300_000 });
    $("reason").value = "";
    announce(say("done"));
  });
}

async function act(step) {
  if (isBusy) return;
  isBusy = true;
  showTrouble("");
  $("pair").setAttribute("aria-busy", "true");
  try {
    await step();
    key = newKey();
    await renew();
  } catch (trouble) {
    if (trouble.code === "version_conflict" && trouble.body?.current) await conflict(trouble.body.current);
    else {
      if (!trouble.isPassing) key = newKey();
      report(trouble);
    }
  } finally {
    isBusy = false;
    $("pair").removeAttribute("aria-busy");
  }
}

// Somebody changed the pair meanwhile: an edit is settled side by side; a step is looked at anew.
async function conflict(current) {
  key = newKey();
  if (form.hidden) {
    await renew();
    showTrouble(say("pair_changed"));
    return;
  }
  const mine = collect(form);
  const text = (wording, name) => wording[name] ?? "";
  const fields = NAMES.map((name) => ({ name, label: say(LABELS[name]), mine: text(mine, name), theirs: text(current, name) }));
  const settled = await settle(fields);
  await renew();
  toggle(true);
  fill(form, settled ?? mine);
  keep(shelf, { ...collect(form), version: pair.version });
  showTrouble(settled ? say("conflict_settled") : say("conflict_open"));
  if (person) $("save").focus();
}
