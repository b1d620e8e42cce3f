// What every page of the room shares: its words, its data, elements, and what is said aloud.

const room = document.querySelector("#room");

export const language = document.documentElement.lang;
export const assistant = room.dataset.assistant;
export const person = room.dataset.person;
export const roles = new Set((room.dataset.roles || "").split(" "));
export const data = room.dataset;

document.querySelector("#script-needed").hidden = true;

const { default: words } = await import(`./words.${language}.js`);

export const $ = (id) => document.getElementById(id);

// Gives a text in the page's language with its {braces} filled in.
export function say(key, values = {}) {
  if (!(key in words)) throw new Error(`no words for ${key}`);
  return words[key].replace(/{(\w+)}/g, (whole, name) => (name in values ? values[name] : whole));
}

export const told = (key) => key in words;

// Makes an element; a property in `on` becomes a listener, null children are left out.
export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function link(path) {
  return `${path}${path.includes("?") ? "&" : "?"}lang=${language}`;
}

export const path = (id) => encodeURIComponent(id);

export function announce(text) {
  const said = $("said");
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = text; });
}

export function showTrouble(text) {
  const trouble = $("trouble");
  trouble.querySelector("[data-message]").textContent = text;
  trouble.hidden = !text;
}

export function showMissing(text, where = $("missing")) {
  where.textContent = text;
  where.hidden = !text;
}

// Browsers seldom know Kazakh: days and numbers are written as in Russian, which is the same.
const locale = language === "en" ? "en-GB" : "ru";
const day = new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "short" });
export const when = (moment) => (moment ? day.format(new Date(moment)).replace(",", "") : "");
export const number = (value, digits = 0) =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
export const percent = (share, digits = 1) => `${number(100 * share, digits)} %`;

// An assistant's or a source's text by language; Kazakh stands for a missing one.
export const spoken = (texts) =>
  typeof texts === "string" ? texts : texts?.[language] || texts?.kk || "";
