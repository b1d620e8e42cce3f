// What a citizen says of an answer: one press, or a reason in a dialog.
// Without this module the same buttons lead to a page with a form.

const LONGEST_WAIT_MS = 20_000;

const dialog = document.querySelector("#feedback");
const heading = dialog.querySelector("#feedback-heading");
const form = dialog.querySelector("form");
const trouble = dialog.querySelector(".trouble");
const language = document.documentElement.lang;
let about = null;

document.addEventListener("click", (event) => {
  const button = event.target.closest("form[data-feedback] button");
  if (!button) return;
  event.preventDefault();
  about = { place: button.form, kind: button.value };
  if (button.value === "helped") return send({});
  form.reset();
  trouble.hidden = true;
  heading.textContent = button.textContent;
  dialog.showModal();
});

dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send({ reason: form.elements.reason.value, words: form.elements.words.value.trim() });
});

async function send({ reason, words }) {
  const { place, kind } = about;
  const body = { kind };
  if (reason) body.reason = reason;
  if (words) body.words = words;
  if (kind !== "helped") Object.assign(body, said(place));
  try {
    const response = await fetch(`/v1/labels/${place.dataset.feedback}/feedback`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": language },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
    });
    const reply = await response.json();
    if (!response.ok) return complain(`${reply.error.message[language]} ${reply.error.remedy[language]}`);
    thank(place, reply.what_became[language]);
  } catch {
    complain(dialog.dataset.failed);
  }
}

// The question and the labelled answer travel along, so that experts can read what was wrong.
function said(place) {
  const exchange = place.closest(".exchange");
  const asked = exchange?.querySelector(".asked")?.lastChild?.textContent?.trim();
  const answer = place.closest(".answer")?.querySelector("[data-copy]")?.dataset.copy;
  return { ...(asked ? { question: asked } : {}), ...(answer ? { answer } : {}) };
}

function thank(place, told) {
  const words = document.createElement("p");
  words.className = "said";
  words.tabIndex = -1;
  words.setAttribute("role", "status");
  words.lang = language;
  const link = document.createElement("a");
  link.href = `/v/${place.dataset.feedback}?lang=${language}`;
  link.textContent = dialog.dataset.later;
  words.append(`${told} `, link);
  place.replaceChildren(words);
  if (dialog.open) dialog.close();
  words.focus();
}

function complain(text) {
  if (!dialog.open) {
    heading.textContent = about.place.querySelector("span").textContent;
    dialog.showModal();
  }
  trouble.textContent = text;
  trouble.hidden = false;
}
