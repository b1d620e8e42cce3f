// Bringing in many pairs: first a report row by row, then all of them or none.

import { $, announce, assistant, el, number, say, showTrouble, spoken } from "./page.js";
import { isReadable, newKey, write } from "./call.js";
import { report } from "./room_frame.js";

const form = $("import");
let checked = null;
let key = newKey();

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send(true);
});
$("file").addEventListener("change", () => {
  checked = null;
  key = newKey();
  $("report").hidden = true;
});
// So that the same file, mended, may be chosen again.
$("file").addEventListener("click", (event) => { event.target.value = ""; });
$("apply").addEventListener("click", () => send(false));

async function send(isTrial) {
  const file = isTrial ? $("file").files[0] : checked;
  showTrouble("");
  if (!file) return showTrouble(say("import_no_file"));
  if (!(await isReadable(file))) return showTrouble(say("import_file_changed"));
  const body = new FormData();
  body.append("file", file, file.name);
  busy(true);
  try {
    const found = await write("POST", `/v1/room/${assistant}/pairs/import?dry_run=${isTrial}`, body, isTrial ? {} : { key });
    show(found, isTrial);
    checked = isTrial && faultsOf(found).length === 0 ? file : null;
    $("apply").hidden = !checked;
  } catch (trouble) {
    if (faultsOf(trouble.body).length) {
      show(trouble.body, true);
      $("apply").hidden = true;
    } else report(trouble);
  } finally {
    busy(false);
  }
}

const faultsOf = (found) => found?.faults ?? found?.problems ?? [];

function show(found, isTrial) {
  const faults = faultsOf(found);
  const values = {
    rows: number(found.rows ?? 0), faults: number(faults.length), new: number(found.new ?? 0), changed: number(found.changed ?? 0),
  };
  const words = faults.length ? say("import_faulty", values) : isTrial ? say("import_clean", values) : say("import_applied", values);
  $("report-words").textContent = words;
  $("report-frame").hidden = faults.length === 0;
  $("report-rows").replaceChildren(...faults.map((one) =>
    el("tr", {}, el("td", {}, place(one)), el("td", {}, one.column ?? ""), el("td", {}, told(one)))));
  $("report-notices").replaceChildren(...(found.notices ?? []).map((one) =>
    el("li", { class: "hint" }, [place(one), one.column, told(one)].filter(Boolean).join(" · "))));
  $("report").hidden = false;
  $("report").focus();
  announce(words);
}

// Row 0 is the whole file.
const place = (one) => (one.row ? number(one.row) : say("import_whole"));
const told = (one) => [spoken(one.what), spoken(one.remedy)].filter(Boolean).join(" ");

function busy(is) {
  for (const button of [$("check"), $("apply")]) button.toggleAttribute("disabled", is);
  form.setAttribute("aria-busy", String(is));
}
