// Changing one's own password; whoever else is signed in as the same person is out then.

import { $, announce, say, showTrouble } from "./page.js";
import { renewToken, write } from "./call.js";
import { report } from "./room_frame.js";

const SHORTEST = 12;
const form = $("password");
const fields = [form.elements.current, form.elements.new, form.elements.again];
let isBusy = false;

$("show").addEventListener("change", (event) => {
  for (const field of fields) field.type = event.target.checked ? "text" : "password";
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [current, wanted, again] = fields;
  showTrouble("");
  $("changed").hidden = true;
  if (!current.value) return complain(say("missing_field", { field: say("password_current") }), current);
  if ([...wanted.value].length < SHORTEST) return complain(say("password_rule"), wanted);
  if (wanted.value !== again.value) return complain(say("password_differs"), again);
  if (isBusy) return;
  isBusy = true;
  try {
    await write("POST", "/v1/room/password", { current: current.value, new: wanted.value });
    renewToken();
    form.reset();
    for (const field of fields) field.type = "password";
    $("changed").hidden = false;
    $("changed").focus();
    announce($("changed").textContent);
  } catch (trouble) {
    if (trouble.code === "sign_in_wrong") complain(say("password_current_wrong"), current);
    else if (trouble.code === "password_weak") complain(trouble.message, wanted);
    else report(trouble);
  } finally {
    isBusy = false;
  }
});

function complain(text, field) {
  showTrouble(text);
  field.focus();
}
