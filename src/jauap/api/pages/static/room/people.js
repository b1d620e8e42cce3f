// People, their roles and invitations, for administrators.

import { $, announce, el, number, path, say, showMissing, showTrouble, spoken } from "./page.js";
import { isReadable, newKey, read, write } from "./call.js";
import { settle } from "./conflict.js";
import { report } from "./room_frame.js";

const ROLES = ["annotator", "reviewer", "lead", "editor", "auditor", "administrator"];
const assistant = () => $("assistant").value;
let checked = null;
let key = newKey();

$("assistant").addEventListener("change", list);
$("choose").addEventListener("submit", (event) => event.preventDefault());
$("find").addEventListener("input", narrow);
$("add").addEventListener("submit", add);
$("people-import").addEventListener("submit", (event) => {
  event.preventDefault();
  bring(true);
});
$("people-file").addEventListener("change", () => {
  checked = null;
  key = newKey();
  $("people-apply").hidden = true;
});
$("people-file").addEventListener("click", (event) => { event.target.value = ""; });
$("people-apply").addEventListener("click", () => bring(false));
await list();

async function list() {
  try {
    const { people } = await read(`/v1/room/people?assistant=${assistant()}`);
    $("rows").replaceChildren(...people.map(row));
    narrow();
  } catch (trouble) {
    report(trouble);
  }
}

// Shows those whose name, login or centre holds every word that was typed.
function narrow() {
  const words = $("find").value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const rows = [...$("rows").children];
  for (const one of rows) {
    const said = one.querySelector(".heading-row").textContent.toLocaleLowerCase();
    one.hidden = !words.every((word) => said.includes(word));
  }
  $("shown").textContent = say("people_shown", { shown: number(rows.filter((one) => !one.hidden).length), all: number(rows.length) });
}

function row(one) {
  const held = new Set(one.roles?.[assistant()] ?? []);
  const boxes = ROLES.map((role) => {
    const box = el("input", { type: "checkbox", value: role });
    box.checked = held.has(role);
    return el("label", { class: "check" }, box, ` ${say(`role_${role}`)}`);
  });
  const fieldset = el("fieldset", { class: "roles-field" }, el("legend", { class: "visually-hidden" }, say("roles_of", { name: one.name })), ...boxes);
  const save = () => change("PUT", `/v1/room/people/${path(one.id)}/roles`, {
    assistant: assistant(), roles: [...fieldset.querySelectorAll("input:checked")].map((box) => box.value), version: one.version,
  }, one);
  const flip = () => change("PATCH", `/v1/room/people/${path(one.id)}`, { version: one.version, is_active: one.is_active === false }, one);
  const again = async () => {
    try {
      invite([await write("POST", `/v1/room/people/${path(one.id)}/invitation`, {})]);
    } catch (trouble) {
      report(trouble);
    }
  };
  return el("li", { class: "card person-row", "data-person": one.id },
    el("div", { class: "heading-row" }, el("strong", {}, one.name), el("span", { class: "muted" }, [one.login, one.centre, one.is_active === false ? say("person_inactive") : ""].filter(Boolean).join(" · "))),
    fieldset,
    el("div", { class: "buttons" },
      el("button", { type: "button", class: "quiet", onclick: save }, say("save_roles"), el("span", { class: "visually-hidden" }, `: ${one.name}`)),
      one.is_active === false ? null : el("button", { type: "button", class: "quiet", onclick: again }, say("invite_again"), el("span", { class: "visually-hidden" }, `: ${one.name}`)),
      el("button", { type: "button", class: "quiet", onclick: flip }, say(one.is_active === false ? "person_activate" : "person_disable"), el("span", { class: "visually-hidden" }, `: ${one.name}`))));
}

async function change(method, address, body, one) {
  showTrouble("");
  try {
    await write(method, address, body, { key: newKey() });
    announce(say("saved"));
    await list();
  } catch (trouble) {
    if (trouble.code !== "version_conflict" || !trouble.body?.current) return report(trouble);
    const text = (person) => [person.name, ...(person.roles?.[assistant()] ?? [])].join("\n");
    await settle([{ name: "person", label: one.name, mine: [one.name, ...(body.roles ?? [])].join("\n"), theirs: text(trouble.body.current) }]);
    await list();
  }
}

async function add(event) {
  event.preventDefault();
  const login = $("new-login").value.trim();
  const name = $("new-name").value.trim();
  if (!login || !name) {
    showMissing(say("missing_field", { field: say(login ? "person_name" : "login") }));
    return $(login ? "new-name" : "new-login").focus();
  }
  showMissing("");
  const roles = [...document.querySelectorAll("[name=new-role]:checked")].map((box) => box.value);
  const body = { login, name, language: $("new-language").value, centre: $("new-centre").value.trim(), roles: { [assistant()]: roles } };
  try {
    const made = await write("POST", "/v1/room/people", body, { key: newKey() });
    $("add").reset();
    invite([made]);
    await list();
  } catch (trouble) {
    report(trouble);
  }
}

async function bring(isTrial) {
  const file = isTrial ? $("people-file").files[0] : checked;
  showTrouble("");
  if (!file) return showTrouble(say("import_no_file"));
  if (!(await isReadable(file))) return showTrouble(say("import_file_changed"));
  const body = new FormData();
  body.append("file", file, file.name);
  try {
    // The same key again brings the links of a reply that was lost.
    tell(await write("POST", `/v1/room/people/import?dry_run=${isTrial}`, body, isTrial ? {} : { key }), isTrial, file);
  } catch (trouble) {
    if (trouble.body?.faults ?? trouble.body?.problems) tell(trouble.body, true, null);
    else report(trouble);
  }
}

function tell(found, isTrial, file) {
  const faults = found.faults ?? found.problems ?? [];
  const values = { rows: number(found.rows ?? 0), faults: number(faults.length), new: number(isTrial ? found.rows : found.new) };
  $("people-report").textContent = faults.length ? say("import_faulty", values) : isTrial ? say("people_clean", values) : say("people_applied", values);
  $("people-faults").replaceChildren(...faults.map((one) =>
    el("li", {}, `${say("row")} ${one.row}${one.column ? `, ${one.column}` : ""}: ${spoken(one.what ?? one.message)} ${spoken(one.remedy)}`)));
  checked = isTrial && !faults.length ? file : null;
  $("people-apply").hidden = !checked;
  if (!isTrial && !faults.length) {
    invite(found.people ?? found.invitations ?? []);
    list();
  }
}

// Links are shown once: only their digests are stored.
function invite(made) {
  const links = made.filter((one) => one.invitation);
  $("invited").hidden = links.length === 0;
  $("links").replaceChildren(...links.map((one) => el("li", {}, el("strong", {}, one.name ?? one.login), el("p", { class: "code" }, one.invitation))));
  if (!links.length) return;
  $("links-file").href = URL.createObjectURL(sheet(links.map((one) => [one.login, one.name, one.invitation])));
  announce(say("invitation_links"));
}

// Opens in a spreadsheet with its Kazakh letters whole; no cell runs as a formula.
function sheet(rows) {
  const cell = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const lines = [[say("login"), say("person_name"), say("invitation")], ...rows].map((row) => row.map(cell).join(";"));
  return new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" });
}
