// How far the team is, and how good the answers are; numbers of people are never shown.

import { $, assistant, el, number, percent, say, told } from "./page.js";
import { read } from "./call.js";
import { curveOf } from "./curve.js";
import { report } from "./room_frame.js";

const FEWEST = 20;

try {
  const [team, next, curve] = await Promise.all([
    read(`/v1/room/${assistant}/team`),
    optional(`/v1/room/${assistant}/next-pairs`),
    optional(`/v1/room/${assistant}/curve`),
  ]);
  $("team").replaceChildren(...[
    progress(team.progress), accuracy(team), agreement(team.agreement), effort(team), upcoming(next), curveOf(curve),
  ].filter(Boolean));
} catch (trouble) {
  report(trouble);
} finally {
  $("team").removeAttribute("aria-busy");
}

async function optional(address) {
  try {
    return await read(address);
  } catch (trouble) {
    if (trouble.status === 401) throw trouble;
    return null;
  }
}

function card(heading, ...inside) {
  return el("section", { class: "card" }, el("h2", {}, heading), ...inside);
}

function table(heads, rows) {
  return el("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": heads[0] },
    el("table", { class: "data" },
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows.map(({ cells, isFew }) =>
        el("tr", { class: isFew ? "few" : undefined }, ...cells.map((cell, at) => (at ? el("td", {}, cell) : el("th", { scope: "row" }, cell))))))));
}

function progress(queues = {}) {
  const rows = Object.entries(queues).map(([queue, one]) => ({
    cells: [say(`nav_${queue}`), number(one.open), number(one.adjudication ?? 0), number(one.done), number(one.verdicts ?? 0)],
  }));
  return card(say("team_progress"), table([say("queue"), say("team_open"), say("nav_adjudications"), say("team_done"), say("team_verdicts")], rows));
}

// A share with its interval and its n, drawn as a bar that a screen reader hears as text.
export function shareText(share) {
  if (!share || share.value === null || share.value === undefined) return say("team_no_value", { n: number(share?.n ?? 0) });
  return say("team_share", { value: percent(share.value), low: percent(share.low), high: percent(share.high), n: number(share.n) });
}

function accuracy(team) {
  const lines = [
    ["team_accuracy", team.accuracy], ["team_answered", team.answered_accuracy], ["team_coverage", team.coverage], ["team_unsafe", team.unsafe], ["team_seeded", team.seeded],
  ].filter(([, share]) => share);
  const parts = [["team_by_language", team.by_language, (key) => (told(`language_${key}`) ? say(`language_${key}`) : key)], ["team_by_topic", team.by_topic, (key) => key]];
  return card(say("team_accuracy_heading"), el("p", { class: "hint" }, say("team_audit_only")),
    el("dl", { class: "facts" }, ...lines.map(([key, share]) => el("div", {}, el("dt", {}, say(key)), el("dd", {}, shareText(share))))),
    ...parts.filter(([, slices]) => slices && Object.keys(slices).length).map(([key, slices, name]) =>
      table([say(key), say("team_accuracy")], Object.entries(slices).map(([slice, share]) => ({ cells: [name(slice), shareText(share)], isFew: share.n < FEWEST })))),
    el("p", { class: "hint" }, say("team_few", { n: FEWEST })),
    team.unjudged || team.undecided
      ? el("p", { class: "hint" }, say("team_unjudged", { unjudged: number(team.unjudged ?? 0), undecided: number(team.undecided ?? 0) }))
      : null);
}

function agreement(found) {
  if (!found) return null;
  const lines = ["raw", "ac1", "alpha"].filter((key) => found[key]);
  return card(say("team_agreement"),
    el("dl", { class: "facts" }, ...lines.map((key) => {
      const one = found[key];
      const value = one.value === null || one.value === undefined ? say("team_no_value", { n: number(one.n ?? found.n ?? 0) })
        : say("team_number", { value: number(one.value, 2), low: number(one.low, 2), high: number(one.high, 2), n: number(one.n ?? found.n) });
      return el("div", {}, el("dt", {}, say(`agreement_${key}`)), el("dd", {}, value));
    })));
}

function effort(team) {
  const minutes = team.minutes_per_pair;
  const value = typeof minutes === "object" ? minutes?.value : minutes;
  return card(say("team_effort"),
    el("p", {}, value === null || value === undefined ? say("team_no_pairs") : say("team_minutes", { minutes: number(value, 1) })),
    team.pairs ? el("dl", { class: "facts" }, ...Object.entries(team.pairs).filter(([state]) => told(`state_${state}`)).map(([state, count]) =>
      el("div", {}, el("dt", {}, say(`state_${state}`)), el("dd", {}, number(count))))) : null);
}

function upcoming(found) {
  const rows = found?.intents ?? found?.next ?? [];
  if (!rows.length) return null;
  return card(say("team_next"), el("p", { class: "hint" }, say("team_next_about")),
    table([say("pair_intent"), say("team_pairs"), say("team_gain")], rows.slice(0, 15).map((one) => ({
      cells: [one.intent ?? one.topic, number(one.pairs ?? 0), one.gain === undefined ? "" : percent(one.gain, 2)],
    }))));
}
