// Which answers wait for a third person?

import { $, assistant, el, link, path, say, when } from "./page.js";
import { read } from "./call.js";
import { report } from "./room_frame.js";

try {
  const { items } = await read(`/v1/room/${assistant}/adjudications`);
  $("none").hidden = items.length > 0;
  $("rows").replaceChildren(...items.map(row));
} catch (trouble) {
  report(trouble);
}

function row(one) {
  return el("li", {},
    el("a", { class: "card door", href: link(`/room/items/${path(one.item)}/adjudication?assistant=${assistant}`) },
      el("strong", { lang: one.language }, one.question || say("answer_purged")),
      el("span", { class: "muted" }, [
        say(`language_${one.language}`), one.topic, one.verdicts?.map((given) => say(`verdict_${given}`)).join(" / "), when(one.since),
      ].filter(Boolean).join(" · "))));
}
