// The task page: a question, its answer, one verdict; the next one follows at once.

import { $, announce, assistant, data, language, link, path, say, showTrouble } from "./page.js";
import { write } from "./call.js";
import { showAnswered } from "./answer.js";
import { settle } from "./conflict.js";
import { guidelineVersion, prepareGuideline } from "./guideline.js";
import { helpLines, listenToKeys, prepareHelp } from "./keys.js";
import * as outbox from "./outbox.js";
import { report } from "./room_frame.js";
import { keep } from "./shelf.js";
import { chosenPassages, pickBox, prepareSources } from "./sources.js";
import { prepareUndo } from "./undo.js";
import { collect, fill, given, isComplete, prepareForm } from "./verdict_form.js";
import { begin, forget, showSaved, stop, touch } from "./work.js";

const LONGEST_QUOTE = 2_000;

let task = null;
let loading = null;

const plain = prepareForm(touch);
prepareSources({ onChange: touch, language: () => task?.language ?? language });
const undo = prepareUndo(reopen);
const flipGuideline = await prepareGuideline();
const openHelp = prepareHelp([
  [["1", "2", "3", "4", "5"], say("key_verdict")],
  [["Enter"], say("key_confirm")],
  [["Ctrl+Enter"], say("key_send")],
  [["Q", "W", "E", "R", "A", "S", "D", "F"], say("key_cause")],
  [["C"], say("key_corrected")],
  [["P"], say("key_search")],
  [["K"], say("key_facts")],
  [["M"], say("key_comment")],
  [["U", "Ctrl+Z"], say("key_undo")],
  [["H"], say("key_history")],
  [["L"], say("key_release")],
  [["G"], say("key_guideline")],
  helpLines.leave(),
  helpLines.help(),
]);
listenToKeys({
  plain: { ...plain, KeyU: undo.last, KeyH: undo.choose, KeyL: release, KeyG: flipGuideline },
  enter: () => (task ? give() : next()),
  controlEnter: () => (task ? give() : next()),
  controlZ: undo.last,
  help: openHelp,
});
$("verdict-form").addEventListener("submit", (event) => {
  event.preventDefault();
  give();
});
$("release").addEventListener("click", release);
$("next").addEventListener("click", () => next());
$("lost-go").addEventListener("click", () => next());
$("lost-copy").addEventListener("click", copyLost);

outbox.listen({
  held: (entry, trouble) => {
    showSaved(trouble.status === 0 ? "saved_offline" : "saved_waiting");
    if (!task) wait(say("verdict_waits", { count: outbox.waiting().length }));
  },
  reply: (entry) => {
    forget(entry.about.item);
    showSaved("verdict_given");
    if (!task && !loading) next();
  },
  refused: returned,
});

next();

function next() {
  loading ??= load().finally(() => { loading = null; });
  return loading;
}

// A verdict that still waits is for the item the service would give again, so it goes first.
async function load() {
  showTrouble("");
  await outbox.flush();
  const count = outbox.waiting().length;
  if (count) return wait(say("verdict_waits", { count }));
  try {
    const found = await write("POST", `/v1/room/${assistant}/queues/${data.queue}/next`, {});
    if (found) show(found);
    else wait(say("queue_empty"));
  } catch (trouble) {
    if (trouble.isPassing) {
      showSaved(trouble.status === 0 ? "saved_offline" : "saved_waiting");
      wait(trouble.message);
    } else report(trouble);
  }
}

function show(found) {
  task = found;
  $("waiting").hidden = true;
  $("lost").hidden = true;
  showAnswered(task, pickBox);
  const work = begin(task, { collect, conflict: settleWork, lost: showLost });
  fill(work, task.passages);
  if (work) showSaved("work_found");
  scrollTo({ top: 0 });
  if (document.activeElement?.closest("#verdict-form, #waiting, #lost")) document.activeElement.blur();
  announce(`${say("question")}: ${task.question}`);
}

function hide() {
  task = null;
  stop();
  $("task").hidden = true;
}

function wait(text) {
  hide();
  $("waiting").hidden = false;
  $("waiting").querySelector("[data-message]").textContent = text;
  announce(text);
  if (!document.activeElement || document.activeElement === document.body) $("next").focus();
}

// Keeps the verdict on this computer first, then sends it; the next task waits for neither word.
async function give() {
  if (!task || !isComplete()) return;
  const done = task;
  const body = given(done.guideline ?? guidelineVersion(), done.version);
  const proposal = $("propose").checked && !$("propose-row").hidden ? proposalOf(done, body) : null;
  hide();
  const { entry, sent } = outbox.post("POST", `/v1/room/items/${done.item}/verdict`, body, {
    item: done.item, question: done.question, guideline: done.guideline,
  });
  await sent;
  const isHeld = outbox.waiting().some((one) => one.key === entry.key);
  if (proposal) {
    keep("work:pair:new", proposal);
    location.assign(link(`/room/${assistant}/pairs/new?item=${path(done.item)}`));
  } else if (isHeld) wait(say("verdict_waits", { count: outbox.waiting().length }));
  else if (!task && $("lost").hidden) await next();
}

function proposalOf(done, body) {
  const [source] = chosenPassages();
  return {
    question: done.question, language: done.language, answer: body.corrected, item: done.item,
    intent: done.intent ?? "", source: source?.source_id ?? source?.document_id ?? "", quote: source?.text?.slice(0, LONGEST_QUOTE) ?? "",
  };
}

async function release() {
  if (!task) return;
  const left = task;
  hide();
  try {
    await write("POST", `/v1/room/items/${left.item}/release`, {});
    forget(left.item);
    announce(say("released"));
    wait(say("released"));
  } catch (trouble) {
    report(trouble);
  }
}

async function reopen() {
  if (task) {
    const left = task;
    hide();
    await write("POST", `/v1/room/items/${left.item}/release`, {}).catch(() => {});
  }
  await next();
}

// Two windows typed for the same item: the person chooses, then the work goes on.
async function settleWork(mine, theirs) {
  const settled = await settle(fieldsOf(mine, theirs));
  if (!settled) return;
  const facts = settled.facts.split("\n").filter(Boolean);
  fill({ ...mine, corrected: settled.corrected, comment: settled.comment, facts }, task.passages);
}

const fieldsOf = (mine, theirs) => [
  { name: "corrected", label: say("corrected"), mine: mine.corrected ?? "", theirs: theirs.corrected ?? "" },
  { name: "facts", label: say("facts"), mine: (mine.facts ?? []).join("\n"), theirs: (theirs.facts ?? []).join("\n") },
  { name: "comment", label: say("comment"), mine: mine.comment ?? "", theirs: theirs.comment ?? "" },
];

// A verdict the service will not take: nothing typed is thrown away.
async function returned(entry, trouble) {
  if (trouble.code === "version_conflict" && "corrected" in (trouble.body?.current ?? {})) {
    const current = trouble.body.current;
    const settled = await settle(fieldsOf(entry.body, current));
    if (settled) {
      const facts = settled.facts.split("\n").filter(Boolean);
      outbox.post(entry.method, entry.address, { ...entry.body, ...settled, facts, version: current.version }, entry.about);
      return;
    }
  }
  if (trouble.code !== "lease_lost") {
    showTrouble(trouble.message);
    if (trouble.code === "version_conflict" || trouble.code === "item_closed") forget(entry.about.item);
  }
  showLost({ ...entry.body, question: entry.about.question });
}

function showLost(work) {
  const parts = [work.question ?? task?.question, work.verdict && say(`verdict_${work.verdict}`), work.corrected,
    ...(work.facts ?? []), work.comment];
  hide();
  $("waiting").hidden = true;
  $("lost-text").value = parts.filter(Boolean).join("\n\n");
  $("lost").hidden = false;
  $("lost-copy").focus();
}

async function copyLost() {
  const text = $("lost-text");
  try {
    await navigator.clipboard.writeText(text.value);
  } catch {
    // Without a clipboard the text is marked, ready to be copied by hand.
  }
  text.select();
  announce(say("copied"));
}
