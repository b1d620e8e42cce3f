// The chat page: sends the form as a stream and shows the labelled answer that comes back.
// Without this module the same form is an ordinary POST.

const LONGEST_WAIT_MS = 90_000;
const REMEMBERED_TURNS = 6;
const KEPT_EXCHANGES = 20;
const MOST_CHARACTERS = 2000;

const form = document.querySelector("#ask");
const question = document.querySelector("#question");
const send = document.querySelector("#send");
const left = document.querySelector("#left");
const conversation = document.querySelector("#conversation");
const examples = document.querySelector(".examples");
const status = document.querySelector("#status");
const trouble = document.querySelector("#trouble");
const again = trouble.querySelector("[data-again]");
const language = document.documentElement.lang;
const history = [];
const columns = document.querySelector(".columns");
const anew = document.querySelector("#anew");
const shelf = `jauap:${location.pathname}`;
const kept = [];
const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
let busy = false;

form.noValidate = true;
document.querySelector("#keys").hidden = !hasKeyboard;
conversation.setAttribute("role", "log");
equip(conversation);
reopen();
askStanding();

// A page may come back hours later: from the browser's memory, or as a tab that was left open.
addEventListener("pageshow", (event) => { if (event.persisted) askStanding(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) askStanding(); });

anew.addEventListener("click", () => {
  sessionStorage.removeItem(shelf);
  location.assign(location.pathname + location.search);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});

question.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask();
  }
});

question.addEventListener("input", () => {
  const count = MOST_CHARACTERS - question.value.length;
  left.textContent = count <= 200 ? form.dataset.left.replace("{count}", count) : "";
});

again.addEventListener("click", ask);

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-ask]");
  if (chip) {
    event.preventDefault();
    if (busy) return;
    question.value = chip.dataset.ask;
    ask();
    return;
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) copyText(copy);
  const citation = event.target.closest('.body a[href^="#s-"]');
  if (citation) {
    event.preventDefault();
    showSource(document.getElementById(citation.getAttribute("href").slice(1)));
  }
});

async function ask() {
  const text = question.value.trim();
  if (busy) return;
  hideTrouble();
  if (!text) return showTrouble(trouble.dataset.empty, false);
  if (text.length > MOST_CHARACTERS) return showTrouble(trouble.dataset.long, false);
  begin();
  const exchange = startExchange(text);
  try {
    const reply = await fetchReply(text, exchange);
    finishExchange(exchange, reply);
    remember(text, reply);
    if (question.value.trim() === text) question.value = "";
    // On a phone the focus would bring up a keyboard over the answer.
    if (hasKeyboard) question.focus({ preventScroll: true });
    else question.blur();
    question.dispatchEvent(new Event("input"));
  } catch (error) {
    exchange.remove();
    showTrouble(error instanceof Refusal ? error.message : trouble.dataset.network, true);
  } finally {
    end();
  }
}

function remember(text, reply) {
  history.push({ question: text, answer: reply.text });
  history.splice(0, history.length - REMEMBERED_TURNS);
  kept.push({ question: text, text: reply.text, html: reply.html });
  kept.splice(0, kept.length - KEPT_EXCHANGES);
  anew.hidden = false;
  try {
    sessionStorage.setItem(shelf, JSON.stringify(kept));
  } catch {
    // Without room or permission the conversation lives as long as the page.
  }
}

// The conversation is kept by this tab alone and goes with it; the service keeps none.
function reopen() {
  let found = [];
  try {
    found = JSON.parse(sessionStorage.getItem(shelf) || "[]");
  } catch {
    return;
  }
  for (const one of found) {
    finishExchange(startExchange(one.question), one);
    remember(one.question, one);
  }
}

// One request for all answers on the page: does each of them still stand?
async function askStanding() {
  const shown = [...conversation.querySelectorAll(".answer[data-ai-label]:not(.withdrawn)")];
  const codes = [...new Set(shown.map((answer) => answer.dataset.aiLabel))];
  if (!codes.length) return;
  try {
    const response = await fetch(`/v1/labels?codes=${codes.join(",")}`, { cache: "no-store" });
    if (!response.ok) return;
    const { labels } = await response.json();
    const gone = new Map(labels.filter((one) => one.state === "withdrawn").map((one) => [one.code, one]));
    for (const answer of shown) {
      const found = gone.get(answer.dataset.aiLabel);
      if (found) markWithdrawn(answer, found);
    }
  } catch {
    // Offline: the page asks again when it is next looked at.
  }
}

function markWithdrawn(answer, found) {
  if (answer.classList.contains("withdrawn")) return;
  answer.classList.add("withdrawn");
  const remark = document.createElement("p");
  remark.className = "recalled";
  remark.setAttribute("role", "alert");
  remark.lang = language;
  const link = document.createElement("a");
  link.href = `/v/${found.replaced_by || found.code}?lang=${language}`;
  link.textContent = found.replaced_by ? conversation.dataset.replaced : conversation.dataset.why;
  remark.append(`${conversation.dataset.withdrawn} `, link);
  answer.querySelector(".ai-notice.first").after(remark);
}

class Refusal extends Error {}

async function fetchReply(text, exchange) {
  const response = await fetch(form.dataset.stream, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Accept-Language": language,
      Accept: "text/event-stream",
    },
    body: JSON.stringify({ question: text, history, stream: true, format: "html" }),
    signal: AbortSignal.timeout(LONGEST_WAIT_MS),
  });
  const type = response.headers.get("content-type") || "";
  if (!type.startsWith("text/event-stream")) return readJson(await response.json());
  let reply = null;
  let said = "";
  for await (const { name, data } of events(response.body)) {
    if (name === "progress") status.textContent = status.dataset[data.stage] || "";
    if (name === "label" && data.notice) startAnswer(exchange, data.notice.first, data.attributes);
    if (name === "token") {
      said += data.text;
      addText(exchange, data.text);
    }
    if (name === "error") throw refusal(data.error);
    if (name === "done") reply = { ...data, text: said };
  }
  if (!reply) throw new Error("the stream ended early");
  return reply;
}

function readJson(body) {
  if (body.error) throw refusal(body.error);
  return body;
}

function refusal(error) {
  return new Refusal(`${error.message[language]} ${error.remedy[language]}`);
}

async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    waiting += value;
    const frames = waiting.split("\n\n");
    waiting = frames.pop();
    for (const frame of frames) {
      const name = /^event: (.*)$/m.exec(frame);
      const data = /^data: (.*)$/m.exec(frame);
      if (name && data) yield { name: name[1], data: JSON.parse(data[1]) };
    }
  }
}

function begin() {
  busy = true;
  send.setAttribute("aria-disabled", "true");
  conversation.setAttribute("aria-busy", "true");
  status.classList.add("busy");
  status.textContent = status.dataset.searching;
}

function end() {
  busy = false;
  send.removeAttribute("aria-disabled");
  conversation.removeAttribute("aria-busy");
  status.classList.remove("busy");
  status.textContent = "";
}

function startExchange(text) {
  if (examples) examples.hidden = true;
  columns.classList.add("talking");
  const exchange = document.createElement("div");
  exchange.className = "exchange";
  const asked = document.createElement("p");
  asked.className = "asked";
  const who = document.createElement("span");
  who.className = "visually-hidden";
  who.textContent = `${conversation.dataset.asked}: `;
  asked.append(who, text);
  exchange.append(asked);
  conversation.append(exchange);
  exchange.scrollIntoView({ block: "nearest" });
  return exchange;
}

function startAnswer(exchange, firstNotice, attributes) {
  const article = document.createElement("article");
  article.className = "answer";
  for (const [name, value] of Object.entries(attributes)) article.setAttribute(name, value);
  const notice = document.createElement("p");
  notice.className = "ai-notice first";
  notice.setAttribute("role", "note");
  notice.textContent = firstNotice;
  const body = document.createElement("p");
  body.className = "arriving";
  article.append(notice, body);
  exchange.append(article);
  exchange.skipped = firstNotice;
}

function addText(exchange, text) {
  const body = exchange.querySelector(".arriving");
  // The first piece is the notice itself, which stands there already.
  if (exchange.skipped && text.trim() === exchange.skipped) exchange.skipped = "";
  else if (body) body.append(text);
}

function finishExchange(exchange, reply) {
  exchange.querySelector(".answer")?.remove();
  const holder = document.createElement("template");
  holder.innerHTML = reply.html;
  equip(holder.content);
  exchange.append(holder.content);
  exchange.scrollIntoView({ block: "start" });
}

function equip(root) {
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
  for (const link of root.querySelectorAll("[data-open], a[rel~=external]")) {
    link.target = "_blank";
    const hint = document.createElement("span");
    hint.className = "visually-hidden";
    hint.textContent = ` (${conversation.dataset.newTab})`;
    link.append(hint);
  }
}

function showSource(source) {
  if (!source) return;
  source.querySelector("details").open = true;
  source.scrollIntoView({ block: "nearest" });
  source.querySelector("summary").focus({ preventScroll: true });
}

async function copyText(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = label; }, 2000);
}

function showTrouble(message, canRepeat) {
  trouble.querySelector("[data-message]").textContent =
    canRepeat ? `${message} ${trouble.dataset.kept}` : message;
  again.hidden = !canRepeat;
  trouble.hidden = false;
  if (!canRepeat) question.focus();
}

function hideTrouble() {
  trouble.hidden = true;
}
