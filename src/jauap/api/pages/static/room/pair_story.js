// What a pair would fix and break, and everything that happened to it.

import { $, el, number, say, told, when } from "./page.js";

export function showPreview(pair) {
  const preview = pair.preview;
  const leaks = pair.leaks ?? [];
  $("preview").hidden = !preview && leaks.length === 0;
  if (leaks.length) {
    $("preview-words").textContent = say("leak_found");
    $("preview-tables").replaceChildren(el("ul", {}, ...leaks.map((one) =>
      el("li", {}, say("leak_line", { kind: told(`leak_${one.kind}`) ? say(`leak_${one.kind}`) : one.kind, count: one.questions ?? 1 })))));
    return;
  }
  if (!preview) return;
  const asked = (preview.asked_pairs ?? 0) + (preview.asked_judged ?? 0) + (preview.asked_exam ?? 0);
  $("preview-words").textContent = say("preview_words", {
    asked: number(preview.asked ?? asked), fixed: count(preview.fixed, preview, "fixed"), broken: count(preview.broken, preview, "broken"),
  });
  const exam = (preview.exam ?? []).filter((one) => one.fixed || one.broken);
  $("preview-tables").replaceChildren(
    ...table(say("preview_fixed"), preview.fixed, "good"),
    ...table(say("preview_broken"), preview.broken, "bad"),
    ...examTable(exam),
  );
}

const count = (rows, preview, side) =>
  number((rows?.length ?? 0) + (preview.exam ?? []).reduce((sum, one) => sum + (one[side] ?? 0), 0));

function table(caption, rows, tone) {
  if (!rows?.length) return [];
  const heads = [say("question"), say("preview_before"), say("preview_after")];
  return [framed(caption, heads, rows.map((row) => [
    [row.question, row.is_protected ? say("preview_protected") : ""].filter(Boolean).join(" — "), shown(row.before), shown(row.after),
  ]), tone)];
}

function examTable(exam) {
  if (!exam.length) return [];
  const heads = [say("pair_intent"), say("preview_fixed"), say("preview_broken")];
  const broken = (one) => [number(one.broken ?? 0), one.broken_protected ? say("preview_protected_count", { count: number(one.broken_protected) }) : ""];
  return [framed(say("preview_exam"), heads, exam.map((one) => [
    one.intent || say("preview_sealed"), number(one.fixed ?? 0), broken(one).filter(Boolean).join(" — "),
  ]), "")];
}

const shown = (value) =>
  typeof value === "string" ? value || say("preview_nothing") : value ? [value.title, value.text].filter(Boolean).join(": ") : say("preview_nothing");

function framed(caption, heads, rows, tone) {
  return el("div", { class: `table-frame ${tone}`, tabindex: "0", role: "region", "aria-label": caption },
    el("table", { class: "data" }, el("caption", {}, caption),
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell) => el("td", {}, cell)))))));
}

export function showTimeline(history) {
  $("timeline").replaceChildren(...history.map((step) =>
    el("li", {},
      el("strong", {}, say(`step_${step.step}`)), " ",
      el("span", { class: "muted" }, `${when(step.at)} · ${[told(`role_${step.role}`) ? say(`role_${step.role}`) : step.role, step.person].filter(Boolean).join(", ")}`),
      step.reason ? el("p", { class: "plain" }, told(`reason_${step.reason}`) ? say(`reason_${step.reason}`) : step.reason) : null,
      step.wording ? el("details", {}, el("summary", {}, say("step_wording")),
        el("p", { class: "plain", lang: step.wording.language }, `${step.wording.question}\n\n${step.wording.answer}`)) : null)));
}
