// Two people, or two windows, changed the same thing: both texts side by side, and a person chooses.

import { $, el, say } from "./page.js";
import { marked } from "./difference.js";

// Asks what shall stand. `fields` are [{ name, label, mine, theirs }]; gives { name: text },
// or null when the person decides later. Nothing is written here.
export async function settle(fields) {
  const differing = fields.filter((field) => field.mine !== field.theirs);
  const dialog = $("conflict");
  const boxes = new Map();
  $("conflict-fields").replaceChildren(...differing.map((field) => comparison(field, boxes)));
  dialog.showModal();
  boxes.values().next().value?.focus();
  return await new Promise((resolve) => {
    const decide = (settled) => {
      dialog.close();
      resolve(settled);
    };
    $("conflict-keep").onclick = () => {
      const chosen = Object.fromEntries(fields.map((field) => [field.name, field.theirs]));
      for (const [name, box] of boxes) chosen[name] = box.value;
      decide(chosen);
    };
    $("conflict-later").onclick = () => decide(null);
    dialog.oncancel = (event) => {
      event.preventDefault();
      decide(null);
    };
  });
}

function comparison({ name, label, mine, theirs }, boxes) {
  const box = el("textarea", { rows: 4, "aria-label": say("conflict_result", { field: label }) });
  box.value = mine;
  boxes.set(name, box);
  const side = (heading, text, pieces, choose) =>
    el("div", { class: "side-text" },
      el("h4", {}, heading),
      el("p", { class: "compared" }, ...(text ? pieces : [say("empty")])),
      el("button", { type: "button", class: "quiet", onclick: () => { box.value = text; box.focus(); } }, choose));
  return el("section", { class: "compare", "data-field": name },
    el("h3", {}, label),
    el("div", { class: "sides" },
      side(say("conflict_theirs"), theirs, marked(theirs, mine, "left"), say("conflict_take_theirs")),
      side(say("conflict_mine"), mine, marked(theirs, mine, "right"), say("conflict_take_mine"))),
    el("label", { class: "result" }, el("span", {}, say("conflict_result", { field: label })), box));
}
