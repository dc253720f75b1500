/** One picture of the grid. What appears on hover or focus is made only then, so that scrolling stays light. */

import { thumbnailUrl } from "./api.js";
import { h, icon } from "./dom.js";

/** @typedef {{picture: import("./api.js").Picture, score?: number, why?: import("./api.js").Share[],
 *   probability?: number|null, at?: number, folded?: any[]}} Item */

/** 0.934 → "93 %" @param {number} probability */
export const percent = (probability) => `${Math.round(probability * 100)} %`;

/** What is said of a picture. @param {Item} item @param {number} index */
export function spoken(item, index) {
  const { picture } = item;
  const parts = [picture.name];
  if (picture.tags.length) parts.push(picture.tags.slice(0, 3).join(", "));
  if (item.score !== undefined) parts.push(`hit ${(item.at ?? index) + 1}`);
  if (item.probability != null) parts.push(`${percent(item.probability)} likely to match`);
  else if (item.score !== undefined) parts.push(`score ${item.score.toFixed(2)}`);
  if (item.folded?.length) parts.push(`and ${item.folded.length} nearly the same`);
  return parts.join(", ");
}

/**
 * @param {string} collection
 * @param {Item} item
 * @param {import("./layout.js").Box} box
 * @param {{index: number, total: number, beyond: boolean, below: boolean}} place `below`: not on the screen yet
 */
export function tile(collection, item, box, place) {
  const { picture } = item;
  const link = h(
    "a",
    { class: "picture", href: `?c=${encodeURIComponent(collection)}&open=${picture.id}`, tabindex: "-1",
      "aria-label": spoken(item, place.index), draggable: "true" },
    h("img", { src: picture.thumbnail ?? thumbnailUrl(collection, picture.id), alt: "", width: Math.round(box.width),
      height: Math.round(box.height), decoding: "async", draggable: "false",
      fetchpriority: place.below && "low" }),
  );
  const node = h(
    "div",
    { class: place.beyond ? "tile beyond" : "tile", role: "listitem", "aria-posinset": place.index + 1,
      "aria-setsize": place.total, "data-id": picture.id },
    link,
    item.probability != null && h("span", { class: "likely", "aria-hidden": "true" }, percent(item.probability)),
    item.folded?.length && h("button", { type: "button", class: "folded", "data-does": "unfold", tabindex: "-1", title: "Show what is nearly the same (U)",
      "aria-label": `Show ${item.folded.length} more that are nearly the same` }, icon("stack"), `+${item.folded.length}`),
  );
  node.style.transform = `translate(${box.left}px, ${box.top}px)`;
  node.style.width = `${box.width}px`;
  node.style.height = `${box.height}px`;
  return node;
}

/**
 * Add what a pointer or the keyboard brings up: the name, the score with its parts, and what can be done.
 * @param {HTMLElement} node of a tile
 * @param {Item} item
 * @param {string|null} verdict "liked", "disliked" or null
 * @param {number} [best] the score of the best hit: of words and drawings only that tells what a score is worth
 */
export function dress(node, item, verdict, best) {
  if (node.querySelector(".actions")) return;
  const action = (/** @type {string} */ does, /** @type {string} */ name, /** @type {string} */ picture) =>
    h("button", { type: "button", "data-does": does, title: name, tabindex: "-1",
      "aria-label": `${name}: ${item.picture.name}`, "aria-pressed": does === "like" ? verdict === "liked"
        : does === "dislike" ? verdict === "disliked" : null }, icon(picture));
  const judging = item.score !== undefined;
  node.append(
    h("div", { class: "actions" },
      action("more", "More like this", "more"),
      action("part", "Search for a part of it", "crop"),
      judging && action("why", "Why it is here (W)", "eye"),
      judging && action("like", "A good hit (+)", "up"),
      judging && action("dislike", "Not a good hit (−)", "down")),
    h("div", { class: "caption", "aria-hidden": "true" },
      h("span", { class: "name" }, item.picture.name),
      judging && h("span", { class: "score" }, item.score?.toFixed(2) ?? "", bar(item.why ?? [], best ? Math.max(0, (item.score ?? 0) / best) : 1))),
  );
}

/** The parts of a score as a bar. @param {import("./api.js").Share[]} why @param {number} length of the best hit's */
function bar(why, length) {
  const whole = why.reduce((sum, { share }) => sum + Math.abs(share), 0) || 1;
  return h("span", { class: "bar", style: { "--length": Math.min(1, length) } }, why.map(({ part, share }, place) =>
    h("span", { class: `c${place % 8}${share < 0 ? " against" : ""}`, title: `${part}: ${share.toFixed(2)}`,
      style: { "flex-grow": Math.abs(share) / whole } })));
}
