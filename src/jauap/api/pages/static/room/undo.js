// The last ten verdicts of this person: taken back with one key, or one of them chosen.

import { $, announce, assistant, el, say, when } from "./page.js";
import { read, write } from "./call.js";
import { report } from "./room_frame.js";

// `again(item)` shows an item whose verdict was taken back.
export function prepareUndo(again) {
  const last = async () => {
    const mine = await list();
    if (!mine) return;
    const first = mine.find((one) => one.can_undo !== false);
    if (first) await takeBack(first, again);
    else announce(say("undo_none"));
  };
  const choose = async () => {
    const mine = await list();
    if (!mine) return;
    $("mine-none").hidden = mine.length > 0;
    $("mine").replaceChildren(...mine.map((one) => row(one, again)));
    $("history").showModal();
  };
  $("undo").addEventListener("click", choose);
  return { last, choose };
}

async function list() {
  try {
    return (await read(`/v1/room/${assistant}/verdicts/mine`)).verdicts;
  } catch (trouble) {
    report(trouble);
    return null;
  }
}

function row(given, again) {
  const canUndo = given.can_undo !== false;
  return el("li", {},
    el("p", { class: "mine-question", lang: given.language }, given.question || say("answer_purged")),
    el("p", { class: "muted" }, `${say(`verdict_${given.verdict}`)} · ${when(given.at)}`),
    canUndo
      ? el("button", { type: "button", class: "quiet", onclick: () => { $("history").close(); takeBack(given, again); } },
          say("undo_this"), el("span", { class: "visually-hidden" }, `: ${given.question}`))
      : el("p", { class: "hint" }, say("undo_closed")));
}

async function takeBack(given, again) {
  try {
    await write("POST", `/v1/room/verdicts/${given.id}/undo`, {});
    announce(say("undone"));
    await again(given);
  } catch (trouble) {
    report(trouble);
  }
}
