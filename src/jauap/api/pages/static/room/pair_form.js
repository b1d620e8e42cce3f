// The fields of a pair: filled, collected, checked, and a source picked by searching the index.

import { $, el, say, showMissing } from "./page.js";
import { prepareSources } from "./sources.js";

export const NAMES = ["intent", "language", "question", "answer", "source", "quote", "expires_on"];
const NEEDED = ["intent", "question", "answer", "source", "quote"];
export const LABELS = {
  intent: "pair_intent", language: "pair_language", question: "question", answer: "pair_answer",
  source: "pair_source_id", quote: "pair_quote", expires_on: "pair_expires",
};

export function collect(form) {
  const typed = Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value.trim()]));
  return { ...typed, expires_on: typed.expires_on || null };
}

export function fill(form, wording) {
  for (const name of NAMES) if (wording[name] !== undefined) form.elements[name].value = wording[name] ?? "";
}

export function isComplete(form) {
  const field = NEEDED.map((name) => form.elements[name]).find((one) => !one.value.trim());
  if (!field) {
    showMissing("");
    return true;
  }
  showMissing(say("missing_field", { field: say(LABELS[field.name]) }));
  field.focus();
  return false;
}

// A pair has one source and quotes it word for word.
export function preparePairForm(form, changed) {
  form.addEventListener("input", changed);
  const take = (passage) =>
    el("button", {
      type: "button", class: "quiet", "data-pick": passage.chunk_id,
      onclick: () => {
        form.elements.source.value = passage.source_id ?? passage.document_id ?? "";
        form.elements.quote.value = passage.text.slice(0, form.elements.quote.maxLength);
        changed();
        form.elements.quote.focus();
      },
    }, say("quote_this"), el("span", { class: "visually-hidden" }, `: ${passage.title}`));
  prepareSources({ onChange: changed, language: () => form.elements.language.value, onPick: take });
}
