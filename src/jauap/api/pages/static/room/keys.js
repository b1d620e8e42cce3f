// Which key does what? By the place of a key, so that every keyboard layout works.

import { $, el, say } from "./page.js";
import { keep, kept } from "./shelf.js";

const WRITING = "textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox]):not([type=button])";
const OWN_ENTER = "a, button, summary, select, textarea, [contenteditable], input:not([type=radio]):not([type=checkbox])";
let isOn = kept("keys") !== false;

export const inField = (target) => Boolean(target.closest?.(WRITING));

// `plain` acts outside fields, by code; `enter` outside fields and controls; `control` anywhere.
export function listenToKeys({ plain, enter, controlEnter, controlZ, help }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const act = choose(event, { plain, enter, controlEnter, controlZ, help });
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function choose(event, { plain, enter, controlEnter, controlZ, help }) {
  const control = event.ctrlKey || event.metaKey;
  if (document.querySelector("dialog[open]")) return null;
  if (event.code === "F1") return help;
  if (control && (event.code === "Enter" || event.code === "NumpadEnter")) return controlEnter;
  if (event.code === "Escape" && inField(event.target)) return () => event.target.blur();
  if (inField(event.target)) return null;
  if (control && event.code === "KeyZ" && !event.shiftKey) return controlZ;
  if (control || event.altKey) return null;
  if (event.code === "Enter" || event.code === "NumpadEnter") {
    return event.target.closest(OWN_ENTER) ? null : enter;
  }
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return help;
  if (!isOn || event.shiftKey || event.repeat) return null;
  return plain[event.code.replace(/^Numpad(?=\d)/, "Digit")];
}

// Fills the overlay; each line is [keys, what they do].
export function prepareHelp(lines) {
  const dialog = $("help");
  $("help-keys").replaceChildren(
    ...lines.map(([keys, does]) => el("tr", {}, el("td", {}, ...keys.flatMap(caps)), el("td", {}, does))),
  );
  const box = $("keys-on");
  box.checked = isOn;
  box.addEventListener("change", () => {
    isOn = box.checked;
    keep("keys", isOn);
  });
  const open = () => dialog.showModal();
  $("help-open").addEventListener("click", open);
  return open;
}

function caps(key, index) {
  const caps = key.split("+").flatMap((cap, at) => (at ? ["+", el("kbd", {}, cap)] : [el("kbd", {}, cap)]));
  return index ? [" ", ...caps] : caps;
}

export const helpLines = {
  help: () => [["?", "F1"], say("key_help")],
  leave: () => [["Esc"], say("key_leave")],
};
