// What waits for this person?

import { $, assistant, el, number, say, showTrouble } from "./page.js";
import { read } from "./call.js";
import { flush, waiting } from "./outbox.js";
import { report } from "./room_frame.js";

const unsent = $("unsent");
unsent.querySelector("[data-send]").addEventListener("click", async () => {
  await flush();
  showUnsent();
});
showUnsent();
await Promise.all([...document.querySelectorAll("[data-waiting]")].map(count));

function showUnsent() {
  const list = waiting();
  unsent.hidden = list.length === 0;
  unsent.querySelector("[data-words]").textContent = say("verdict_waits", { count: list.length });
}

async function count(door) {
  const addresses = {
    adjudications: [`/v1/room/${assistant}/adjudications`, (found) => found.items.length],
    pairs: [`/v1/room/${assistant}/pairs?state=proposed`, (found) => found.total],
    checked: [`/v1/room/${assistant}/pairs?state=checked`, (found) => found.total],
  };
  const [address, size] = addresses[door.dataset.waiting];
  try {
    const found = size(await read(address));
    door.append(el("span", { class: "badge" }, say("waits", { count: number(found) })));
  } catch (trouble) {
    if (trouble.status === 401) report(trouble);
    else showTrouble(trouble.message);
  }
}
