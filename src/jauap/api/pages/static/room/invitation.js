// Choosing the first password with the link of an invitation; its token is never sent as an address.

import { $, link, say, showTrouble } from "./page.js";
import { knock, read } from "./call.js";

const SHORTEST = 12;
const form = $("invitation");
const token = decodeURIComponent(location.hash.slice(1));

if (token) greet();
else showTrouble(say("invitation_no_token"));

async function greet() {
  try {
    const { login, name } = await read(`/v1/room/invitations/${encodeURIComponent(token)}`);
    form.login.value = login;
    $("name").textContent = name;
    $("whom").hidden = false;
  } catch (trouble) {
    showTrouble(trouble.message);
  }
}

$("show").addEventListener("change", (event) => {
  for (const field of [form.password, form.again]) field.type = event.target.checked ? "text" : "password";
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  showTrouble("");
  const password = form.password.value;
  if ([...password].length < SHORTEST) return complain(say("password_rule"), form.password);
  if (password !== form.again.value) return complain(say("password_differs"), form.again);
  try {
    await knock(`/v1/room/invitations/${encodeURIComponent(token)}`, { password });
    history.replaceState(null, "", location.pathname + location.search);
    location.assign(link("/room"));
  } catch (trouble) {
    complain(trouble.message, form.password);
  }
});

function complain(text, field) {
  showTrouble(text);
  field.focus();
}
