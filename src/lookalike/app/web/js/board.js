/**
 * A board that stands for the picture: words are placed on it where things are to be seen, and made as large as these.
 * Write a word, or drag out a place first; drag to move, drag the corner to resize. On the keyboard the arrows move a
 * word, Shift with them resizes it, Delete takes it away.
 */

import { request } from "./api.js";
import { announce, clamp, h, icon, sheet } from "./dom.js";
import { BOXES, named } from "./places.js";

/** @typedef {{name: string, box: number[], weight: number, node: HTMLElement}} Thing */

const LEAST = 0.075;
const STEP = 0.025;
const OFFERED = 8;
/** Where words go that are written without a place: to the first of those where most room is. */
const FREE = [[0.25, 0.25, 0.5, 0.5], [0.25, 0.75, 0.5, 0.25], [0, 0.25, 0.25, 0.5], [0.75, 0.25, 0.25, 0.5], [0.25, 0, 0.5, 0.25]];
/** What is seen above all else, and where it goes. */
const HIGH = /\b(sky|skies|clouds?|sun|moon|stars?|rainbow|ceiling)\b/i;
const TOP = [0, 0, 1, 0.25];

/**
 * @param {HTMLElement} host
 * @param {{app: any, chip?: any, chips?: any[], onDone: (chips: any[]) => void, onClose: () => void}} options
 */
export async function open(host, { app, chip, chips, onDone, onClose }) {
  const [known] = await Promise.all([concepts(app.state.collection), sheet("css/composer.css")]);
  /** @type {Thing[]} */ const things = [];
  const empty = h("p", { class: "board-empty" }, h("strong", {}, "This stands for the picture"),
    "Write a word above, or drag out a place here and name it.");
  const board = h("div", { class: "board", role: "group", "aria-label": "The picture. Words on it can be moved with the arrow keys." }, empty);
  const input = /** @type {HTMLInputElement} */ (h("input", { type: "text", placeholder: "What is to be seen: horse, sky, car …", "aria-label": "What is to be seen",
    autocomplete: "off", spellcheck: "false", maxlength: "60", enterkeyhint: "done" }));
  const offers = h("div", { class: "suggested", role: "group", "aria-label": "Suggestions" });
  const done = /** @type {HTMLButtonElement} */ (h("button", { type: "button", class: "pill primary", onclick: finish }, icon("search"), "Search"));
  const hint = h("p", { class: "soft grow", role: "status" });
  host.append(h("div", { class: "placing" },
    h("div", { class: "naming" },
      h("form", { onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); put(input.value); } }, input,
        h("button", { type: "submit", class: "pill" }, icon("plus"), "Place")), offers),
    board,
    h("div", { class: "composer-foot" }, hint, h("button", { type: "button", class: "pill", onclick: onClose }, "Cancel"), done)));

  /** How much of a box is taken. @param {number[]} box */
  const covered = (box) => things.reduce((sum, thing) => sum + overlap(thing.box, box), 0);

  const unnamed = () => things.find((thing) => !thing.name);

  /** Place a word, or name the place that waits for one. @param {string} text */
  function put(text) {
    const name = text.trim();
    if (!/[\p{L}\p{N}]/u.test(name)) return input.focus();
    input.value = "";
    const waiting = unnamed();
    if (waiting) waiting.name = name;
    else add(name, [...(HIGH.test(name) ? [TOP, ...FREE] : FREE).toSorted((one, other) => covered(one) - covered(other))[0]]);
    announce(`${name} placed`);
    show();
    input.focus();
  }

  /** @param {string} name @param {number[]} box @param {number} [weight] */
  function add(name, box, weight = 1) {
    const node = h("div", { class: "thing", tabindex: "0", role: "group", style: { "--hue": `var(--c${things.length % 8})` } }, h("span", { class: "name" }),
      h("button", { type: "button", class: "away", tabindex: "-1", "aria-label": "Take away", onclick: () => remove(thing) }, icon("close", "icon small")),
      h("span", { class: "corner-grip", "aria-hidden": "true" }));
    const thing = { name, box, weight, node };
    things.push(thing);
    node.addEventListener("keydown", (event) => keyed(event, thing));
    node.addEventListener("pointerdown", (event) => grabbed(event, thing));
    node.addEventListener("dblclick", () => rename(thing));
    board.append(node);
    return thing;
  }

  /** @param {Thing} thing */
  function remove(thing) {
    things.splice(things.indexOf(thing), 1);
    thing.node.remove();
    if (thing.name) announce(`${thing.name} taken away`);
    show();
    input.focus();
  }

  /** @param {Thing} thing */
  function rename(thing) {
    input.value = thing.name;
    thing.name = "";
    show();
    input.select();
  }

  function show() {
    for (const { name, box: [left, top, width, height], node } of things) {
      Object.assign(node.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` });
      node.classList.toggle("unnamed", !name);
      /** @type {HTMLElement} */ (node.firstElementChild).textContent = name || "what is here?";
      node.setAttribute("aria-label", `${name || "Unnamed place"}: ${where([left, top, width, height])}. Arrows move it, Shift with arrows resizes it.`);
    }
    empty.hidden = things.length > 0;
    done.disabled = !things.some(({ name }) => name);
    hint.textContent = unnamed() ? "Name the place that you have drawn." : things.length ? "Drag to move, drag a corner to resize." : "";
    offer();
  }

  function offer() {
    const begun = input.value.trim().toLowerCase();
    const starts = known.filter((name) => name.toLowerCase().startsWith(begun));
    const within = begun ? known.filter((name) => !name.toLowerCase().startsWith(begun) && name.toLowerCase().includes(` ${begun}`)) : [];
    const placed = (/** @type {string} */ name) => things.some((thing) => thing.name === name);
    offers.replaceChildren(...[...starts, ...within].slice(0, OFFERED).map((name) => // those placed too: what is pressed must not move
      h("button", { type: "button", class: `pill small ${placed(name) ? "on" : ""}`, disabled: placed(name), onclick: () => put(name) }, name)));
  }

  /** @param {KeyboardEvent} event @param {Thing} thing */
  function keyed(event, thing) {
    const step = /** @type {Record<string, number[]>} */ ({ ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] })[event.key];
    if (step) thing.box = event.shiftKey ? resized(thing.box, step[0], step[1]) : moved(thing.box, step[0], step[1]);
    else if (event.key === "Delete" || event.key === "Backspace") remove(thing);
    else if (event.key === "Enter" || event.key === "F2") rename(thing);
    else return;
    event.preventDefault();
    if (thing.node.isConnected) show();
  }

  /** A pointer's way over the board, in fractions of it. @param {PointerEvent} event */
  const at = (event) => {
    const box = board.getBoundingClientRect();
    return [clamp((event.clientX - box.left) / box.width, 0, 1), clamp((event.clientY - box.top) / box.height, 0, 1)];
  };

  /** @param {PointerEvent} event @param {Thing} thing */
  function grabbed(event, thing) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.button || target.closest(".away")) return;
    event.stopPropagation();
    const [x, y] = at(event);
    const before = thing.box;
    const change = target.classList.contains("corner-grip") ? resized : moved;
    drag(event, thing.node, (to) => {
      thing.box = change(before, to[0] - x, to[1] - y);
      show();
    });
  }

  board.addEventListener("pointerdown", (event) => {
    if (event.button || event.target !== board) return;
    event.preventDefault();
    const from = at(event);
    const frame = h("div", { class: "marquee" });
    board.append(frame);
    let box = [0, 0, 0, 0];
    drag(event, board, (to) => {
      const [left, right] = [from[0], to[0]].map(snapped).sort((one, other) => one - other);
      const [top, bottom] = [from[1], to[1]].map(snapped).sort((one, other) => one - other);
      box = [left, top, right - left, bottom - top];
      ["left", "top", "width", "height"].forEach((side, place) => frame.style.setProperty(side, `${box[place] * 100}%`));
    }, () => {
      frame.remove();
      if (box[2] >= LEAST && box[3] >= LEAST) {
        const waiting = unnamed();
        if (waiting) waiting.box = box;
        else add("", box);
        if (input.value.trim()) put(input.value);
      }
      show();
      input.focus();
    });
  });
  input.addEventListener("input", offer);

  function finish() {
    const placed = things.filter(({ name }) => name);
    if (placed.length) onDone(placed.map(({ name, box, weight }) => ({ kind: "concept", name, at: named(box), weight })));
  }

  for (const each of chips ?? (chip ? [chip] : []))
    add(each.name, [...(typeof each.at === "string" ? (BOXES[each.at] ?? BOXES.anywhere) : each.at)], each.weight);
  show();
  input.focus();
}

/** Follow a pointer until it is lifted. @param {PointerEvent} event @param {HTMLElement} node
 *  @param {(to: number[]) => void} moving @param {() => void} [ended] */
function drag(event, node, moving, ended) {
  const box = (node.closest(".board") ?? node).getBoundingClientRect();
  const move = (/** @type {PointerEvent} */ to) =>
    moving([clamp((to.clientX - box.left) / box.width, 0, 1), clamp((to.clientY - box.top) / box.height, 0, 1)]);
  const end = () => {
    node.removeEventListener("pointermove", move);
    node.removeEventListener("pointerup", end);
    node.removeEventListener("pointercancel", end);
    ended?.();
  };
  node.setPointerCapture(event.pointerId);
  node.addEventListener("pointermove", move);
  node.addEventListener("pointerup", end);
  node.addEventListener("pointercancel", end);
}

/** On the lines of a fine grid, so that edges meet. @param {number} value */
const snapped = (value) => Math.round(value / STEP) * STEP;

/** @param {number[]} box @param {number} x @param {number} y */
const moved = ([left, top, width, height], x, y) =>
  [clamp(snapped(left + x), 0, 1 - width), clamp(snapped(top + y), 0, 1 - height), width, height];

/** @param {number[]} box @param {number} x @param {number} y */
const resized = ([left, top, width, height], x, y) =>
  [left, top, clamp(snapped(width + x), LEAST, 1 - left), clamp(snapped(height + y), LEAST, 1 - top)];

/** How much of the smaller of two boxes the other covers. @param {number[]} one @param {number[]} other */
function overlap(one, other) {
  const span = (/** @type {number} */ a) => Math.max(0, Math.min(one[a] + one[a + 2], other[a] + other[a + 2]) - Math.max(one[a], other[a]));
  return (span(0) * span(1)) / Math.min(one[2] * one[3], other[2] * other[3]);
}

/** A box in words. @param {number[]} box */
function where([left, top, width, height]) {
  const third = (/** @type {number} */ middle, /** @type {string[]} */ names) => names[Math.min(2, Math.floor(middle * 3))];
  const down = third(top + height / 2, ["top", "middle", "bottom"]);
  const across = third(left + width / 2, ["left", "centre", "right"]);
  return `${down} ${across}, ${Math.round(width * 100)} by ${Math.round(height * 100)} per cent`;
}

/** @type {Map<string, Promise<string[]>>} */
const asked = new Map();

/** The concepts that a collection knows by name. @param {string} collection @returns {Promise<string[]>} */
function concepts(collection) {
  const found = asked.get(collection) ??
    request(`collections/${encodeURIComponent(collection)}/concepts`).then(({ names }) => names, () => {
      asked.delete(collection);
      return [];
    });
  asked.set(collection, found);
  return found;
}
