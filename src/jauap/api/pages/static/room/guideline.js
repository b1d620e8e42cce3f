// The guideline beside the task; its version goes with every verdict.

import { $, assistant, el, say, spoken } from "./page.js";
import { read } from "./call.js";
import { keep, kept } from "./shelf.js";

let version = "";

export const guidelineVersion = () => version;

export async function prepareGuideline() {
  const opener = $("guideline-open");
  const panel = $("guideline");
  const toggle = (open) => {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    $("desk").classList.toggle("with-guideline", open);
    keep("guideline-open", open);
  };
  const flip = () => {
    toggle(panel.hidden);
    if (!panel.hidden) panel.focus();
  };
  opener.addEventListener("click", flip);
  toggle(kept("guideline-open") ?? matchMedia("(min-width: 75rem)").matches);
  try {
    const found = await read(`/v1/room/${assistant}/guideline`);
    version = found.version;
    $("guideline-version").textContent = say("guideline_version", { version });
    $("guideline-text").replaceChildren(...paragraphs(spoken(found)));
  } catch (trouble) {
    $("guideline-text").replaceChildren(el("p", {}, trouble.message));
  }
  return flip;
}

// Plain text with `#` headings and `-` lists; nothing of it is read as HTML.
function paragraphs(text) {
  return text.split(/\n{2,}/).map((block) => {
    if (/^#+ /.test(block)) return el("h3", {}, block.replace(/^#+ /, ""));
    const items = block.split("\n");
    if (items.every((line) => /^- /.test(line))) {
      return el("ul", {}, ...items.map((line) => el("li", {}, line.slice(2))));
    }
    return el("p", { class: "plain" }, block);
  });
}
