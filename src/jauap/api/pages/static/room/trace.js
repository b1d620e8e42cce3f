// How an answer came about: what was searched, what was found, what it took.

import { el, language, number, percent, say, told } from "./page.js";

// Stands right under the answer; nothing is said of a first question that was searched as typed.
export function searchedLine(trace, isLater) {
  const refused = trace.model_uses.find((use) => use.purpose === "rewrite" && use.fault);
  const lines = [searched(trace, isLater), refused ? say("rewrite_refused", { fault: refused.fault }) : null].filter(Boolean);
  return lines.length ? el("div", { class: "card searched" }, ...lines.map((one) => el("p", {}, one))) : null;
}

function searched(trace, isLater) {
  if (!trace.asked_in) return say("searched_nothing");
  if (!trace.asked_as) return isLater ? say("searched_alone") : null;
  const [maker, ...name] = trace.asked_as_by.split(":");
  const isModel = maker === "model";
  const made = say(`searched_by_${maker}`, { model: name.join(":") });
  return el("span", {},
    el("strong", {}, say("searched_as")), " ", el("q", { lang: trace.asked_in, "ai-disclosure": isModel ? "ai-generated" : null }, trace.asked_as), ` (${made})`);
}

export function traceBlock(reply) {
  const { trace } = reply;
  return el("details", { class: "card trace" },
    el("summary", {}, say("trace_heading")),
    facts(reply, trace),
    part(say("found"), [say("trace_rank"), say("trace_score"), say("trace_passage"), say("pair_language"), say("trace_cited")],
      trace.passages.map((one) => [number(one.rank), number(one.score, 2), passage(one), say(`language_${one.language}`), yes(one.is_cited)]),
      trace.passages.map((one) => one.is_cited)),
    part(say("trace_pairs"), [say("question"), say("trace_score"), say("trace_similarity"), say("pair_language"), say("trace_used")],
      trace.pairs.map((one) => [el("span", { lang: one.language }, one.question), number(one.score, 2), number(one.similarity, 2), say(`language_${one.language}`), yes(one.is_used)]),
      trace.pairs.map((one) => one.is_used)),
    part(say("trace_times"), [say("trace_step"), say("trace_milliseconds")],
      Object.entries(trace.timings).map(([step, taken]) => [told(`time_${step}`) ? say(`time_${step}`) : step, number(taken, 1)])),
    trace.model_uses.length
      ? part(say("trace_model_uses"), [say("trace_purpose"), say("trace_model"), say("trace_milliseconds"), say("trace_tokens"), say("trace_cost"), say("trace_fault")],
          trace.model_uses.map((use) => [
            say(`purpose_${use.purpose}`), use.model, number(use.milliseconds, 1), tokens(use),
            use.cost === null ? "–" : `${number(use.cost, 6)} ${use.currency}`, use.fault ? el("code", {}, use.fault) : "–",
          ]))
      : null);
}

function facts(reply, trace) {
  const outcome = told(`outcome_${reply.outcome}`) ? say(`outcome_${reply.outcome}`) : reply.outcome;
  const lines = [
    ["trace_outcome", outcome],
    ["trace_reason", reply.reason ? el("code", {}, reply.reason) : null],
    ["trace_confidence", trace.confidence === null ? say("trace_unknown") : percent(trace.confidence)],
    ["trace_language", trace.asked_in ? say(`language_${trace.asked_in}`) : null],
    ["trace_composed", el("code", {}, trace.composed_by)],
  ].filter(([, value]) => value !== null);
  return el("div", {},
    reply.degraded ? el("p", { class: "missing" }, say("trace_degraded")) : null,
    el("dl", { class: "facts" }, ...lines.map(([key, value]) => el("div", {}, el("dt", {}, say(key)), el("dd", {}, value)))));
}

// `marked` tells which rows the answer rests on.
function part(heading, heads, rows, marked = []) {
  const table = el("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": heading },
    el("table", { class: "data" },
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows.map((cells, row) =>
        el("tr", { class: marked[row] ? "marked" : null }, ...cells.map((cell, at) => (at ? el("td", {}, cell) : el("th", { scope: "row" }, cell))))))));
  return el("section", {}, el("h3", {}, heading), rows.length ? table : el("p", { class: "muted" }, say("found_none")));
}

function passage(one) {
  const heading = one.heading_path.join(" › ");
  return el("span", { class: "source-words" },
    el("a", { href: one.open_url, target: "_blank", lang: one.language }, one.title, hidden(` (${say("new_tab")})`)),
    heading ? el("span", { class: "source-path", lang: one.language }, heading) : null,
    el("code", { class: "source-path" }, one.document_id));
}

const hidden = (text) => el("span", { class: "visually-hidden", lang: language }, text);
const yes = (is) => say(is ? "trace_yes" : "trace_no");
const tokens = (use) =>
  use.tokens_read === null ? "–" : `${number(use.tokens_read)} / ${number(use.tokens_written)}`;
