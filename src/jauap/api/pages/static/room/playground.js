// Trying questions: the answer as citizens get it, and how it came about; earlier turns stay above.

import { $, announce, assistant, el, language, link, number, roles, say } from "./page.js";
import { newKey, write } from "./call.js";
import { report } from "./room_frame.js";
import { keepInTab, keptInTab } from "./shelf.js";
import { searchedLine, traceBlock } from "./trace.js";

const LONGEST_WAIT_MS = 90_000;
const REMEMBERED_TURNS = 6;
const KEPT_TURNS = 20;
const MOST_CHARACTERS = 2000;
const MOST_IN_A_PAIR = 500;
const SHELF = `playground:${assistant}`;

const question = $("question");
const turns = [];
let key = newKey();
let isBusy = false;

reopen();
$("trial").addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  ask();
});
question.addEventListener("input", () => {
  key = newKey();
  keepAll();
});
$("again").addEventListener("click", ask);
$("anew").addEventListener("click", () => {
  turns.length = 0;
  key = newKey();
  $("turns").replaceChildren();
  $("anew").hidden = true;
  showFailed("");
  keepAll();
  question.focus();
});
$("turns").addEventListener("click", (event) => {
  const option = event.target.closest("[data-ask]");
  if (option) {
    event.preventDefault();
    if (isBusy) return;
    question.value = option.dataset.ask;
    key = newKey();
    ask();
  }
  const citation = event.target.closest('.body a[href^="#s-"]');
  if (citation) {
    event.preventDefault();
    showSource($(citation.getAttribute("href").slice(1)));
  }
});

async function ask() {
  const text = question.value.trim();
  if (isBusy) return;
  showFailed("");
  if (!text) return complain(say("trial_empty"));
  if (text.length > MOST_CHARACTERS) return complain(say("trial_long", { most: number(MOST_CHARACTERS) }));
  busy(true);
  keepAll();
  const history = turns.slice(-REMEMBERED_TURNS).map((turn) => ({ question: turn.question, answer: turn.reply.text }));
  try {
    // The same key when it is sent again: a question that was answered meanwhile is not asked twice.
    const reply = await write("POST", `/v1/room/${assistant}/trials`, { question: text, history }, { key, patience: LONGEST_WAIT_MS });
    const shown = show({ question: text, reply });
    if (question.value.trim() === text) question.value = "";
    key = newKey();
    keepAll();
    shown.querySelector(".answer").focus();
    shown.scrollIntoView({ block: "start" });
    announce(say("trial_answered"));
  } catch (trouble) {
    if (trouble.status === 401) return report(trouble);
    if (typeof trouble.status !== "number") throw trouble;
    if (!trouble.isPassing) key = newKey();
    showFailed(trouble.message, trouble.isPassing);
  } finally {
    busy(false);
  }
}

function show(turn) {
  const shown = exchange(turn, turns.length > 0);
  turns.push(turn);
  turns.splice(0, turns.length - KEPT_TURNS);
  $("turns").append(shown);
  $("anew").hidden = false;
  return shown;
}

function exchange({ question: text, reply }, isLater) {
  const answer = el("template");
  answer.innerHTML = reply.html;
  for (const opened of answer.content.querySelectorAll("[data-open], a[rel~=external]")) {
    opened.target = "_blank";
    opened.append(el("span", { class: "visually-hidden", lang: language }, ` (${say("new_tab")})`));
  }
  return el("div", { class: "exchange" },
    el("p", { class: "asked" }, el("span", { class: "visually-hidden" }, `${say("trial_asked")}: `), text),
    answer.content,
    searchedLine(reply.trace, isLater),
    traceBlock(reply),
    roles.has("editor") ? pairLink(text, reply) : null);
}

// The words stay behind the #, so that they reach no log.
function pairLink(text, { language: spoken, trace }) {
  const wording = new URLSearchParams({
    question: (trace.asked_as || text).slice(0, MOST_IN_A_PAIR),
    language: trace.asked_in ?? spoken,
  });
  return el("p", { class: "buttons" },
    el("a", { href: `${link(`/room/${assistant}/pairs/new`)}#${wording}` }, say("propose_pair")));
}

function showSource(source) {
  if (!source) return;
  source.querySelector("details").open = true;
  source.scrollIntoView({ block: "nearest" });
  source.querySelector("summary").focus({ preventScroll: true });
}

function reopen() {
  const kept = keptInTab(SHELF);
  for (const turn of kept?.turns ?? []) show(turn);
  question.value = kept?.typed ?? "";
  key = kept?.key ?? key;
}

function keepAll() {
  keepInTab(SHELF, { turns, typed: question.value, key });
}

function busy(is) {
  isBusy = is;
  if (is) $("send").setAttribute("aria-disabled", "true");
  else $("send").removeAttribute("aria-disabled");
  $("turns").setAttribute("aria-busy", String(is));
  $("status").classList.toggle("busy", is);
  $("status").textContent = is ? say("trial_searching") : "";
}

function complain(text) {
  showFailed(text);
  question.focus();
}

function showFailed(text, canRepeat = false) {
  const failed = $("failed");
  failed.querySelector("[data-message]").textContent = text;
  $("again").hidden = !canRepeat;
  failed.hidden = !text;
}
