// The pairs of an assistant: filtered by state and words, a page at a time.

import { $, assistant, el, link, number, path, say, when } from "./page.js";
import { read } from "./call.js";
import { report } from "./room_frame.js";

const here = new URLSearchParams(location.search);
const form = $("filter");
form.state.value = here.get("state") ?? "";
form.q.value = here.get("q") ?? "";
let page = 1;

$("more").addEventListener("click", load);
await load();

async function load() {
  const query = new URLSearchParams({ page });
  if (form.state.value) query.set("state", form.state.value);
  if (form.q.value.trim()) query.set("q", form.q.value.trim());
  try {
    const found = await read(`/v1/room/${assistant}/pairs?${query}`);
    $("rows").append(...found.pairs.map(row));
    const shown = $("rows").children.length;
    $("count").textContent = found.total ? say("pairs_count", { shown: number(shown), total: number(found.total) }) : say("pairs_none");
    $("more").hidden = shown >= found.total || found.pairs.length === 0;
    page += 1;
  } catch (trouble) {
    report(trouble);
  }
}

function row(pair) {
  return el("li", {},
    el("a", { class: "card door", href: link(`/room/pairs/${path(pair.id)}?assistant=${assistant}`) },
      el("strong", { lang: pair.language }, pair.question),
      el("span", { lang: pair.language, class: "clipped" }, pair.answer),
      el("span", { class: "muted" }, el("span", { class: `badge ${pair.state}` }, say(`state_${pair.state}`)),
        ` ${pair.intent} · ${say(`language_${pair.language}`)} · ${when(pair.changed_at)}`)));
}
