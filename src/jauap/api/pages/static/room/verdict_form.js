// The form of a verdict: what is chosen and typed in it, and what is still missing.

import { $, say, showMissing } from "./page.js";
import { chosenChunks, setPicked } from "./sources.js";

const form = $("verdict-form");
const VERDICTS = ["correct", "partial", "incorrect", "unsafe", "refused"];
const CAUSES = {
  KeyQ: "retrieval", KeyW: "generation", KeyE: "outdated_source", KeyR: "missing_source",
  KeyA: "misunderstood", KeyS: "wrong_language", KeyD: "label_missing", KeyF: "other",
};
let began = 0;
let spent = 0;

export const verdict = () => form.elements.verdict.value;
const cause = () => (isMistake() ? form.elements.cause.value : "");
const isMistake = () => Boolean(verdict()) && verdict() !== "correct";

const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

// What has been typed so far, as it is kept and saved.
export function collect() {
  return {
    verdict: verdict(),
    cause: form.elements.cause.value,
    corrected: $("corrected").value,
    chunk_ids: chosenChunks(),
    facts: lines($("facts").value),
    comment: $("comment").value,
    seconds: Math.round(seconds()),
  };
}

export function fill(work, passages) {
  form.reset();
  const given = work ?? {};
  if (given.verdict) form.elements.verdict.value = given.verdict;
  if (given.cause) form.elements.cause.value = given.cause;
  $("corrected").value = given.corrected ?? "";
  $("facts").value = (given.facts ?? []).join("\n");
  $("comment").value = given.comment ?? "";
  setPicked(given.chunk_ids ?? [], passages);
  spent = given.seconds ?? 0;
  began = document.hidden ? 0 : Date.now();
  showMissing("");
  renew();
}

// The body of a verdict: a correct answer carries no correction.
export function given(guideline, version) {
  const work = collect();
  const isWrong = isMistake();
  return {
    verdict: work.verdict,
    cause: isWrong ? work.cause || null : null,
    corrected: isWrong ? work.corrected.trim() : "",
    chunk_ids: isWrong ? work.chunk_ids : [],
    facts: isWrong ? work.facts : [],
    comment: work.comment.trim(),
    seconds: work.seconds,
    guideline,
    version,
  };
}

// Says what is missing and goes there; true when the verdict can be given.
export function isComplete() {
  if (!verdict()) return complain(say("missing_verdict"), form.elements.verdict[0]);
  if (isMistake() && !cause()) return complain(say("missing_cause"), form.elements.cause[0]);
  showMissing("");
  return true;
}

function complain(text, field) {
  showMissing(text);
  field.focus();
  return false;
}

export function prepareForm(changed) {
  form.addEventListener("input", (event) => {
    renew();
    changed();
    if (event.target.name === "verdict") showCauses();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      spent = seconds();
      began = 0;
    } else began = Date.now();
  });
  const choose = (name, value) => {
    form.elements[name].value = value;
    renew();
    changed();
    form.querySelector(`[name=${name}][value=${value}]`).focus({ preventScroll: false });
    if (name === "verdict") showCauses();
  };
  const plain = Object.fromEntries(VERDICTS.map((value, at) => [`Digit${at + 1}`, () => choose("verdict", value)]));
  for (const [code, value] of Object.entries(CAUSES)) {
    plain[code] = () => (isMistake() ? choose("cause", value) : null);
  }
  const fields = { KeyC: "corrected", KeyP: "search", KeyK: "facts" };
  for (const [code, id] of Object.entries(fields)) plain[code] = () => (isMistake() ? $(id).focus() : null);
  plain.KeyM = () => $("comment").focus();
  return plain;
}

// The choices stay in sight at the window's foot; what a mistake asks for lies below them.
function showCauses() {
  if (isMistake()) $("causes").scrollIntoView({ block: "nearest" });
}

function renew() {
  $("more").hidden = !isMistake();
  $("verdict-hint").textContent = verdict() ? say(`verdict_hint_${verdict()}`) : "";
  $("propose-row").hidden = !isMistake() || !$("corrected").value.trim();
  if (verdict()) showMissing("");
}

const seconds = () => spent + (began ? (Date.now() - began) / 1000 : 0);
