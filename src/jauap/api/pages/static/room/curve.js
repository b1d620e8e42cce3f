// The learning curve, drawn by the service; shown as a picture with its numbers beside it.

import { el, number, percent, say, when } from "./page.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const ALLOWED = new Set(["svg", "g", "path", "line", "polyline", "polygon", "rect", "circle", "text", "tspan", "title", "desc"]);

export function curveOf(found) {
  if (!found) return null;
  const points = found.points ?? [];
  const drawing = found.svg ? drawn(found.svg) : null;
  if (!drawing && !points.length) return null;
  return el("section", { class: "card" }, el("h2", {}, say("team_curve")), el("p", { class: "hint" }, say("team_curve_about")),
    found.drawn_at ? el("p", { class: "hint" }, say("team_curve_drawn", { at: when(found.drawn_at) })) : null,
    drawing ? el("div", { class: "plot" }, drawing) : null,
    points.length ? el("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": say("team_curve") },
      el("table", { class: "data" },
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, say("team_pairs")), el("th", { scope: "col" }, say("team_accuracy")))),
        el("tbody", {}, ...points.map((one) => el("tr", {}, el("td", {}, number(one.pairs)), el("td", {}, share(one))))))) : null);
}

const share = (one) =>
  say("team_share", { value: percent(one.accuracy), low: percent(one.low), high: percent(one.high), n: number(one.n) });

// Takes over shapes and their presentation, nothing that could run or load.
function drawn(text) {
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (root.localName !== "svg" || root.namespaceURI !== NAMESPACE) return null;
  const copy = copied(root);
  copy.setAttribute("role", "img");
  if (!copy.querySelector("title")) copy.setAttribute("aria-label", say("team_curve"));
  return copy;
}

function copied(element) {
  const made = document.createElementNS(NAMESPACE, element.localName);
  for (const { name, value } of element.attributes) {
    const isSafe = !/^on|^style$|href|^xmlns/i.test(name) && !/url\s*\(/i.test(value);
    if (isSafe) made.setAttribute(name, value);
  }
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) made.append(child.data);
    else if (child.nodeType === Node.ELEMENT_NODE && ALLOWED.has(child.localName)) made.append(copied(child));
  }
  return made;
}
