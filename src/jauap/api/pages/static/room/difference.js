// Where do two texts differ? Word by word, so that a person sees it at a glance.

import { el } from "./page.js";

const MOST_CELLS = 4_000_000;
const PIECES = /\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu;

// Gives pieces { text, side }: "both", "left" (only in the first) or "right".
export function difference(left, right) {
  const a = left.match(PIECES) ?? [];
  const b = right.match(PIECES) ?? [];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const pieces = [
    ...same(a.slice(0, start)),
    ...between(a.slice(start, endA), b.slice(start, endB)),
    ...same(a.slice(endA)),
  ];
  return joined(pieces);
}

const same = (words) => words.map((text) => ({ text, side: "both" }));

function between(a, b) {
  if (a.length * b.length > MOST_CELLS) {
    return [{ text: a.join(""), side: "left" }, { text: b.join(""), side: "right" }];
  }
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] =
        a[i] === b[j]
          ? longest[(i + 1) * width + j + 1] + 1
          : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const pieces = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pieces.push({ text: a[i], side: "both" });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) {
      pieces.push({ text: a[i], side: "left" });
      i += 1;
    } else {
      pieces.push({ text: b[j], side: "right" });
      j += 1;
    }
  }
  return pieces;
}

function joined(pieces) {
  const found = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (last?.side === piece.side) last.text += piece.text;
    else if (piece.text) found.push({ ...piece });
  }
  return found;
}

// Shows one side; what the other does not have is marked.
export function marked(left, right, side) {
  const tag = side === "left" ? "del" : "ins";
  return difference(left, right)
    .filter((piece) => piece.side === "both" || piece.side === side)
    .map((piece) => (piece.side === "both" ? piece.text : el(tag, {}, piece.text)));
}
