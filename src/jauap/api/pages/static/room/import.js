// Bringing in many pairs or questions: first a report row by row, then all of them or none.

import { $, announce, assistant, el, number, say, showTrouble, spoken } from "./page.js";
import { isReadable, newKey, write } from "./call.js";
import { report } from "./room_frame.js";

const form = $("import");
const KINDS = {
  pairs: { address: "pairs/import", clean: "import_clean", applied: "import_applied" },
  questions: { address: "items/sheet", clean: "questions_clean", applied: "questions_applied" },
};
const kind = KINDS[form.dataset.kind];
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

async function send(isDryRun) {
  const file = isDryRun ? $("file").files[0] : checked;
  showTrouble("");
  if (!file) return showTrouble(say("import_no_file"));
  if (!(await isReadable(file))) return showTrouble(say("import_file_changed"));
  const body = new FormData();
  body.append("file", file, file.name);
  busy(true);
  try {
    const found = await write("POST", `/v1/room/${assistant}/${kind.address}?dry_run=${isDryRun}`, body, isDryRun ? {} : { key });
    show(found, isDryRun);
    checked = isDryRun && faultsOf(found).length === 0 ? file : null;
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

function show(found, isDryRun) {
  const faults = faultsOf(found);
  const values = {
    rows: number(found.rows ?? 0), faults: number(faults.length), new: number(found.new ?? 0), changed: number(found.changed ?? 0),
    known: number(found.known ?? 0),
  };
  const words = faults.length ? say("import_faulty", values) : say(isDryRun ? kind.clean : kind.applied, values);
  $("report-words").textContent = words;
  $("report-frame").hidden = faults.length === 0;
  $("report-rows").replaceChildren(...faults.map((one) =>
    el("tr", {}, el("td", {}, place(one)), el("td", {}, column(one)), el("td", {}, told(one)))));
  $("report-notices").replaceChildren(...(found.notices ?? []).map((one) =>
    el("li", { class: "hint" }, [place(one), column(one), told(one)].filter(Boolean).join(" · "))));
  $("report").hidden = false;
  $("report").focus();
  announce(words);
}

// Row 0 is the whole file.
const place = (one) => (one.row ? String(one.row) : say("import_whole"));
const column = (one) => spoken(one.heading) || one.column || "";
const told = (one) => [spoken(one.what), spoken(one.remedy)].filter(Boolean).join(" ");

function busy(is) {
  for (const button of [$("check"), $("apply")]) button.toggleAttribute("disabled", is);
  form.setAttribute("aria-busy", String(is));
}
