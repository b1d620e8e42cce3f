// Picking passages as sources: those the answer used, and those found by searching the index.

import { $, announce, assistant, el, say } from "./page.js";
import { read } from "./call.js";
import { passageRow } from "./answer.js";

const picked = new Map();
let changed = () => {};

export const chosenChunks = () => [...picked.keys()];
export const chosenPassages = () => [...picked.values()];

// `onChange` is told when a passage is picked or let go; `language` gives that of the search.
export function prepareSources({ onChange, language, onPick }) {
  changed = onChange;
  const search = $("search");
  const go = () => find(search.value.trim(), language(), onPick ?? pickBox);
  $("search-go").addEventListener("click", go);
  search.addEventListener("keydown", (event) => {
    if (event.code === "Enter" || event.code === "NumpadEnter") {
      if (event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      go();
    }
    if (event.code === "ArrowDown") {
      event.preventDefault();
      controls()[0]?.focus();
    }
  });
  $("found").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    const at = controls().indexOf(event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    (controls()[at + step] ?? (step < 0 ? search : event.target)).focus();
  });
}

const controls = () => [...$("found").querySelectorAll("[data-pick]")];

async function find(words, language, control) {
  const found = $("found");
  if (!words) return;
  const query = new URLSearchParams({ q: words, language });
  try {
    const { passages } = await read(`/v1/room/${assistant}/search?${query}`);
    found.replaceChildren(...passages.map((one) => passageRow(one, control)));
    announce(passages.length ? say("found_count", { count: passages.length }) : say("found_none"));
    if (!passages.length) found.replaceChildren(el("li", { class: "muted" }, say("found_none")));
  } catch (trouble) {
    found.replaceChildren(el("li", { class: "muted" }, trouble.message));
    announce(trouble.message);
  }
}

// A box that picks; the same passage may stand in both lists.
export function pickBox(passage) {
  const box = el("input", { type: "checkbox", "data-pick": passage.chunk_id });
  box.checked = picked.has(passage.chunk_id);
  box.addEventListener("change", () => {
    if (box.checked) picked.set(passage.chunk_id, passage);
    else picked.delete(passage.chunk_id);
    renew();
    changed();
  });
  return el("label", { class: "check" }, box, ` ${say("use_as_source")}`,
    el("span", { class: "visually-hidden" }, `: ${passage.title}`));
}

// Sets what is picked; ids whose passage is not at hand are shown by their id.
export function setPicked(chunkIds, atHand = []) {
  const known = new Map(atHand.map((one) => [one.chunk_id, one]));
  picked.clear();
  for (const id of chunkIds) picked.set(id, known.get(id) ?? { chunk_id: id, title: id, text: "" });
  $("found").replaceChildren();
  $("search").value = "";
  renew();
}

function renew() {
  const list = $("picked");
  if (!list) return;
  list.hidden = picked.size === 0;
  $("none-picked").hidden = picked.size > 0;
  list.replaceChildren(...[...picked.values()].map((passage) =>
    el("li", {}, passage.title, " ",
      el("button", { type: "button", class: "quiet", onclick: () => letGo(passage.chunk_id) }, say("let_go"),
        el("span", { class: "visually-hidden" }, `: ${passage.title}`)))));
  for (const box of document.querySelectorAll("input[data-pick]")) box.checked = picked.has(box.dataset.pick);
}

function letGo(id) {
  picked.delete(id);
  renew();
  changed();
  $("search").focus();
}
