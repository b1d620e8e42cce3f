// What may this person do with a pair now, and if nothing, why?

import { person, roles, say } from "./page.js";

const any = (...wanted) => wanted.some((role) => roles.has(role));
const isOwn = (pair) => (pair.hands ?? [pair.author]).includes(person);

// Buttons the service would refuse are not shown; it decides all the same.
export function actsFor(pair) {
  const acts = [];
  const state = pair.state;
  if (state === "proposed" && any("reviewer", "editor") && !isOwn(pair)) {
    acts.push({ name: "accept", body: { accept: true }, isMain: true, needsReason: false });
    acts.push({ name: "reject", body: { accept: false }, needsReason: true });
  }
  if (["reviewed", "checked", "quarantined"].includes(state)) {
    if (any("lead")) acts.push({ name: "preview", body: {}, isMain: state !== "checked", needsReason: false });
    if (any("reviewer", "editor") && !isOwn(pair)) acts.push({ name: "reject", body: { accept: false }, needsReason: true });
  }
  if (state === "checked" && any("lead") && !isOwn(pair)) {
    acts.unshift({ name: "activate", body: {}, isMain: true, needsReason: true });
  }
  if ((state === "active" || pair.is_active) && any("lead")) acts.push({ name: "expire", body: {}, needsReason: true });
  return { acts, mayEdit: any("annotator", "reviewer", "editor") && (any("editor") || isOwn(pair)) };
}

// Says in words what comes next, and why there is no button for it.
export function whyNot(pair, acts) {
  const next = say(`next_${pair.state}`);
  if (pair.state === "proposed" && isOwn(pair) && any("reviewer", "editor")) return `${next} ${say("own_pair_review")}`;
  if (pair.state === "checked" && isOwn(pair) && any("lead")) return `${next} ${say("own_pair_activate")}`;
  if (acts.length === 0 && !["rejected", "expired", "active"].includes(pair.state)) return `${next} ${say("not_your_step")}`;
  return next;
}
