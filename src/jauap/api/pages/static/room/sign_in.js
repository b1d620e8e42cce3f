// Signing in: the session comes as a cookie that no script can read.

import { $, language, link, say, showTrouble } from "./page.js";
import { knock } from "./call.js";

const form = $("sign-in");
const here = new URLSearchParams(location.search);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  showTrouble("");
  const login = form.login.value.trim();
  const password = form.password.value;
  if (!login || !password) return complain(say("sign_in_empty"));
  const button = form.querySelector("button");
  button.setAttribute("aria-disabled", "true");
  try {
    await knock("/v1/room/session", { login, password });
    location.assign(target());
  } catch (trouble) {
    complain(trouble.message);
  } finally {
    button.removeAttribute("aria-disabled");
  }
});

function complain(text) {
  showTrouble(text);
  (form.login.value.trim() ? form.password : form.login).focus();
}

// Only a page of the room: an address from elsewhere must not lead anybody away.
function target() {
  const next = here.get("next") ?? "";
  try {
    const found = new URL(next, location.origin);
    if (next.startsWith("/room") && found.origin === location.origin && found.pathname.startsWith("/room")) {
      if (here.has("lang")) found.searchParams.set("lang", language);
      return found.href;
    }
  } catch {
    // Not an address at all.
  }
  return here.has("lang") ? link("/room") : "/room";
}

form.login.focus();
