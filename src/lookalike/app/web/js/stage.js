/**
 * One picture or two, as large as the room allows, with what is drawn over them.
 *
 * @typedef {{src: string, fallback?: string, alt: string, label?: string, aspect?: number}} Shown
 * @typedef {{node: HTMLElement, image: HTMLImageElement, over: HTMLElement, aspect: number}} Frame
 */

import { h } from "./dom.js";

const GAP = 20;
const SVG = "http://www.w3.org/2000/svg";

export class Stage {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.room = h("div", { class: "room" });
    this.lines = document.createElementNS(SVG, "svg");
    this.lines.setAttribute("class", "lines");
    this.lines.setAttribute("aria-hidden", "true");
    this.room.append(this.lines);
    host.append(this.room);
    /** @type {Frame[]} */
    this.frames = [];
    /** Draws the lines between the frames anew. @type {(() => void)|null} */
    this.redraw = null;
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.room);
  }

  /** @param {Shown[]} shown @returns {Frame[]} */
  show(shown) {
    this.clear();
    const kept = new Map(this.frames.map((frame) => [frame.image.getAttribute("src"), frame]));
    this.frames = shown.map((each) => kept.get(each.src) ?? this.#frame(each));
    this.room.replaceChildren(...this.frames.map(({ node }) => node), this.lines);
    this.frames.forEach(({ node }, place) => node.querySelector("figcaption")?.replaceChildren(shown.length > 1 ? shown[place].label ?? "" : ""));
    this.fit();
    return this.frames;
  }

  /** Take away what is drawn. */
  clear() {
    this.redraw = null;
    this.lines.replaceChildren();
    for (const { over } of this.frames) over.replaceChildren();
  }

  /** @param {Shown} shown @returns {Frame} */
  #frame({ src, fallback, alt, label, aspect }) {
    const image = /** @type {HTMLImageElement} */ (h("img", { src, alt, draggable: "false" }));
    const over = h("div", { class: "over" });
    const node = h("figure", { class: "frame" }, h("div", { class: "print" }, image, over), h("figcaption", {}, label ?? ""));
    const frame = { node, image, over, aspect: aspect ?? 4 / 3 };
    image.addEventListener("load", () => {
      frame.aspect = image.naturalWidth / image.naturalHeight;
      this.fit();
    });
    image.addEventListener("error", () => fallback && image.getAttribute("src") !== fallback && (image.src = fallback));
    return frame;
  }

  /** Beside each other or below each other, whatever shows more. */
  fit() {
    const { clientWidth: width, clientHeight: height } = this.room;
    if (!width || !this.frames.length) return;
    const spare = GAP * (this.frames.length - 1);
    const captions = this.frames.length > 1 ? 26 : 0;
    const sum = (/** @type {(frame: Frame) => number} */ of) => this.frames.reduce((all, frame) => all + of(frame), 0);
    const beside = Math.min(height - captions, (width - spare) / sum((frame) => frame.aspect));
    const below = Math.min(width, (height - spare - captions * this.frames.length) / sum((frame) => 1 / frame.aspect));
    const stacked = sum((frame) => below ** 2 / frame.aspect) > sum((frame) => beside ** 2 * frame.aspect);
    this.room.classList.toggle("stacked", stacked);
    for (const { node, aspect } of this.frames) {
      const print = /** @type {HTMLElement} */ (node.firstElementChild);
      print.style.width = `${Math.max(40, stacked ? below : beside * aspect)}px`;
      print.style.height = `${Math.max(40, stacked ? below / aspect : beside)}px`;
    }
    this.redraw?.();
  }

  /** Where a point of a frame lies in the room. @param {Frame} frame @param {number} x @param {number} y fractions */
  place({ over }, x, y) {
    const room = this.room.getBoundingClientRect();
    const print = over.getBoundingClientRect();
    return [print.left - room.left + x * print.width, print.top - room.top + y * print.height];
  }

  end() {
    this.watch.disconnect();
  }
}

/** An SVG element. @param {string} tag @param {Record<string, any>} attributes @param {...Node} children */
export function s(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}
