/** The chips of the search bar: what is looked for, each with its weight and a button that takes it away. */

import { thumbnailUrl, uploadUrl } from "./api.js";
import { clamp, h, icon } from "./dom.js";
import { label } from "./query.js";

/** @typedef {import("./query.js").Chip} Chip */

const PICTURES = { words: "words", image: "picture", sketch: "sketch", color: "palette", concept: "layout", feedback: "up",
  group: "words" };
const HINTS = { words: "Change the words", image: "Choose a part of it", sketch: "Draw on", color: "Paint on",
  concept: "Move things", feedback: "", group: "" };

/**
 * @param {Chip} chip
 * @param {{collection: string, weighs: boolean, edit(): void, change(chip: Chip): void, remove(): void}} does weighs: whether
 *   there is another chip to weigh it against
 */
export function chipNode(chip, { collection, weighs, edit, change, remove }) {
  const name = label(chip);
  const unwanted = chip.weight < 0;
  const hint = HINTS[chip.kind];
  const node = h("li", { class: `chip ${chip.kind}${unwanted ? " unwanted" : ""}` },
    h("button", { type: "button", class: "chip-name", onclick: edit, disabled: !hint, title: hint,
      "aria-label": `${unwanted ? "Not " : ""}${name}${hint ? `: ${hint.toLowerCase()}` : ""}` },
    preview(chip, collection) ?? icon(PICTURES[chip.kind]), h("span", { class: "text" }, name)),
    (weighs || unwanted || chip.weight !== 1) && weight(chip, name, change),
    h("button", { type: "button", class: "chip-remove", "aria-label": `Remove ${name}`, onclick: remove }, icon("close", "icon small")));
  return node;
}

/** @param {Chip} chip @param {string} name @param {(chip: Chip) => void} change */
function weight(chip, name, change) {
  const unwanted = chip.weight < 0;
  const size = Math.abs(chip.weight);
  const slide = (/** @type {any} */ event) =>
    change({ ...chip, weight: (unwanted ? -1 : 1) * Number(event.target.value) });
  return h("span", { class: "weight" },
    h("button", { type: "button", class: "sign", "aria-pressed": String(unwanted), title: unwanted ? "Unwanted: make it wanted" : "Wanted: make it unwanted",
      "aria-label": `${name} is unwanted`, onclick: () => change({ ...chip, weight: -chip.weight }) }, unwanted ? "−" : "+"),
    h("input", { type: "range", min: "0.1", max: String(Math.max(2, size)), step: "0.1", value: String(size),
      "aria-label": `Weight of ${name}`, title: `Counts ${size} times`, onchange: slide }));
}

/** A small picture of what a chip shows, or null. @param {Chip} chip @param {string} collection */
function preview(chip, collection) {
  const source = address(chip, collection);
  if (!source) return null;
  const image = h("img", { src: source, alt: "" });
  if (chip.kind === "image" && chip.box) showPart(image, chip.box);
  return h("span", { class: "preview" }, image);
}

/** @param {Chip} chip @param {string} collection */
function address(chip, collection) {
  switch (chip.kind) {
    case "image":
      return chip.upload ? uploadUrl(chip.upload) : chip.id ? thumbnailUrl(collection, chip.id, chip.box ? 256 : 64) : null;
    case "sketch":
      return uploadUrl(chip.upload);
    case "color":
      return chip.canvas ? uploadUrl(chip.canvas) : null;
    default:
      return null;
  }
}

/** Show only a box of an image. @param {HTMLElement} image @param {number[]} box fractions */
function showPart(image, [left, top, width, height]) {
  const side = (/** @type {number} */ value) => `${clamp(value, 0, 1) * 100}%`;
  image.style.setProperty("object-view-box",
    `inset(${side(top)} ${side(1 - left - width)} ${side(1 - top - height)} ${side(left)})`);
}
