// How a question, its labelled answer and the passages behind it look on a page of the room.

import { $, el, language, number, say, told, when } from "./page.js";

const MACHINE_MADE = new Set(["answered_generated", "answered_extract", ""]);
const WIDE = matchMedia("(min-width: 40rem)");
const NOTICE_FIRST = /^\[[^\]\n]+\]$/;

// Shows all of a task but the form; `pick` makes the control that chooses a passage as a source.
export function showAnswered(task, pick) {
  const question = $("question");
  question.textContent = task.question;
  question.lang = task.language;
  const topic = task.topic ? say("topic_is", { topic: task.topic }) : "";
  const outcome = told(`outcome_${task.outcome}`) ? say(`outcome_${task.outcome}`) : task.outcome;
  const facts = [say(`language_${task.language}`), topic, outcome, when(task.answered_at)];
  $("facts-line").textContent = facts.filter(Boolean).join(" · ");
  $("answer").replaceChildren(answerArticle(task.answer, task.language, task.outcome));
  showPassages(task.passages ?? [], task.citations ?? [], pick);
  $("task").hidden = false;
}

// What the answer cites is there to be read; what else was found is folded, so the verdict is near.
function showPassages(passages, citations, pick) {
  const cited = citations.map((id) => passages.find((one) => one.chunk_id === id)).filter(Boolean);
  const others = passages.filter((one) => !cited.includes(one));
  $("passages").hidden = passages.length === 0;
  $("passages-heading").textContent = say(cited.length ? "passages" : "found");
  $("passage-list").hidden = cited.length === 0;
  $("passage-list").replaceChildren(...cited.map((one) =>
    passageRow(one, pick, { number: citations.indexOf(one.chunk_id) + 1, isOpen: WIDE.matches })));
  $("other-passages").hidden = others.length === 0;
  $("other-passages").open = false;
  $("other-passages").querySelector("summary").textContent =
    say(cited.length ? "passages_other" : "found_count", { count: number(others.length) });
  $("other-list").replaceChildren(...others.map((one) => passageRow(one, pick)));
}

// The answer as citizens saw it: notice first, verify line last, the label's attributes around it.
export function answerArticle(answer, spoken, outcome = "") {
  const attributes = answer.attributes ?? {
    lang: answer.language ?? spoken,
    // As the page of citizens says it: words a machine put together, or a fixed or written text.
    "ai-disclosure": MACHINE_MADE.has(outcome) ? "ai-generated" : "mixed",
    "data-ai-label": answer.code,
  };
  const article = el("article", { class: "answer", ...attributes });
  if (answer.html) {
    article.innerHTML = answer.html;
    return article;
  }
  if (!answer.text) {
    article.append(el("p", { class: "muted", lang: language }, say("answer_purged")));
    return article;
  }
  const paragraphs = answer.text.split(/\n{2,}/);
  const last = paragraphs.length > 1 ? paragraphs.length - 1 : -1;
  paragraphs.forEach((text, at) => {
    const isFirst = at === 0 && NOTICE_FIRST.test(text.split("\n")[0]);
    if (isFirst) article.append(el("p", { role: "note", class: "ai-notice first" }, text));
    else if (at === last) article.append(el("p", { role: "note", class: "ai-notice last" }, text));
    else article.append(el("p", { class: "body plain" }, text));
  });
  return article;
}

// `number` is that of the citation in the answer's text.
export function passageRow(passage, pick, { number: cited = 0, isOpen = false } = {}) {
  const heading = [].concat(passage.heading ?? []).join(" › ");
  const spoken = passage.language ?? undefined;
  return el("li", { class: "passage-row", "data-chunk": passage.chunk_id },
    el("details", { open: isOpen },
      el("summary", {},
        cited ? el("span", { class: "badge" }, `[${cited}]`) : null,
        el("span", { class: "source-words" },
          el("span", { class: "source-title", lang: spoken }, passage.title),
          heading ? el("span", { class: "source-path", lang: spoken }, heading) : null)),
      el("blockquote", { lang: spoken }, passage.text)),
    el("div", { class: "passage-tools" },
      passage.url
        ? el("a", { href: passage.url, target: "_blank", rel: "noopener noreferrer" }, say("open_original"),
            el("span", { class: "visually-hidden" }, ` (${say("new_tab")})`))
        : null,
      pick ? pick(passage) : null));
}
