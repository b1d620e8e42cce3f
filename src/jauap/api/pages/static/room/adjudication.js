// Two verdicts on one answer, side by side and without names; a third person decides.

import { $, announce, assistant, data, el, link, path, say, showMissing, showTrouble } from "./page.js";
import { newKey, read, write } from "./call.js";
import { showAnswered } from "./answer.js";
import { marked } from "./difference.js";
import { helpLines, listenToKeys, prepareHelp } from "./keys.js";
import { report } from "./room_frame.js";
import { drop, keep, kept } from "./shelf.js";

const VERDICTS = ["correct", "partial", "incorrect", "unsafe", "refused"];
const address = `/v1/room/items/${path(data.item)}/adjudication`;
const shelf = `work:adjudication:${data.item}`;
const form = $("verdict-form");
let found = null;
let key = newKey();

try {
  found = await read(address);
  show();
} catch (trouble) {
  report(trouble);
}

function show() {
  showAnswered(found);
  const [a, b] = found.judgements;
  $("judgements").replaceChildren(side(say("judgement_a"), a, b), side(say("judgement_b"), b, a));
  showDecision(found.decision);
  if (!form) return;
  form.hidden = found.may_decide === false;
  const work = kept(shelf);
  if (work?.verdict) form.elements.verdict.value = work.verdict;
  $("reason").value = work?.reason ?? "";
}

function showDecision(decision) {
  $("decision").hidden = !decision;
  if (!decision) return;
  $("decision-words").textContent = [say(`verdict_${decision.verdict}`), decision.comment].filter(Boolean).join(": ");
}

function side(heading, one, other) {
  if (!one) return el("section", { class: "card" }, el("h2", {}, heading), el("p", { class: "muted" }, say("empty")));
  const facts = (list) => (list ?? []).join("\n");
  const compared = (mine, theirs) => (mine ? el("p", { class: "compared" }, ...marked(theirs ?? "", mine, "right")) : null);
  const line = (name, value) => (value ? el("div", {}, el("dt", {}, name), el("dd", {}, value)) : null);
  return el("section", { class: "card judgement" },
    el("h2", {}, `${heading} `, el("span", { class: "muted pseudonym" }, one.person ?? "")),
    el("p", { class: `badge ${one.verdict}` }, say(`verdict_${one.verdict}`)),
    el("dl", { class: "facts" },
      line(say("cause"), one.cause ? say(`cause_${one.cause}`) : ""),
      line(say("corrected"), compared(one.corrected, other?.corrected)),
      line(say("facts"), compared(facts(one.facts), facts(other?.facts))),
      line(say("comment"), one.comment)));
}

if (form) {
  const choose = (at) => () => {
    form.elements.verdict.value = VERDICTS[at];
    form.querySelector(`[value=${VERDICTS[at]}]`).focus();
    remember();
  };
  const openHelp = prepareHelp([
    [["1", "2", "3", "4", "5"], say("key_verdict")],
    [["M"], say("key_reason")],
    [["Enter", "Ctrl+Enter"], say("key_send")],
    helpLines.leave(),
    helpLines.help(),
  ]);
  listenToKeys({
    plain: Object.fromEntries([...VERDICTS.map((_, at) => [`Digit${at + 1}`, choose(at)]), ["KeyM", () => $("reason").focus()]]),
    enter: give,
    controlEnter: give,
    help: openHelp,
  });
  form.addEventListener("input", remember);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    give();
  });
} else $("help-open").hidden = true;

function remember() {
  $("verdict-hint").textContent = form.elements.verdict.value ? say(`verdict_hint_${form.elements.verdict.value}`) : "";
  keep(shelf, { verdict: form.elements.verdict.value, reason: $("reason").value });
}

async function give() {
  if (!found || form.hidden) return;
  const verdict = form.elements.verdict.value;
  const reason = $("reason").value.trim();
  if (!verdict) return complain(say("missing_verdict"), form.elements.verdict[0]);
  if (!reason) return complain(say("missing_reason"), $("reason"));
  showMissing("");
  showTrouble("");
  try {
    await write("POST", address, { verdict, reason, version: found.version }, { key });
    drop(shelf);
    announce(say("adjudicated"));
    location.assign(link(`/room/${assistant}/adjudications`));
  } catch (trouble) {
    if (trouble.code === "version_conflict" && trouble.body?.current) return await conflict(trouble.body.current);
    if (!trouble.isPassing) key = newKey();
    report(trouble);
  }
}

// Somebody decided meanwhile, or took a verdict back: what stands now is shown, and one's own words.
async function conflict(current) {
  key = newKey();
  const mine = { mine: [say(`verdict_${form.elements.verdict.value}`), $("reason").value.trim()].join(": ") };
  try {
    found = await read(address);
  } catch (trouble) {
    if (trouble.code !== "not_allowed") return report(trouble);
    form.hidden = true;
    return showTrouble(say("adjudication_gone", mine));
  }
  show();
  if (current.final) drop(shelf);
  showTrouble(say(current.final ? "adjudication_decided" : "adjudication_changed", mine));
  if (current.final) $("decision").scrollIntoView({ block: "center" });
}

function complain(text, field) {
  showMissing(text);
  field.focus();
}
