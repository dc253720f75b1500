/** A box on a picture: drawn, moved and resized by pointer or keys. Boxes are [left, top, width, height], fractions. */

import { announce, clamp, h } from "./dom.js";

const LEAST = 0.03;
const STEP = 0.02;

export class Box {
  /** @param {HTMLElement} over lies over the picture @param {number[]|null} box @param {(box: number[]) => void} changed
   *  @param {() => void} done is called on Enter */
  constructor(over, box, changed, done) {
    this.over = over;
    this.box = box;
    this.changed = changed;
    this.done = done;
    this.node = h("div", { class: "part", tabindex: "0", role: "application", hidden: true,
      "aria-label": "The part that is searched for: arrow keys move it, with Shift they resize it, Enter searches" },
    ["nw", "ne", "sw", "se"].map((corner) => h("span", { class: `grip ${corner}`, "data-corner": corner })));
    over.replaceChildren(this.node);
    over.classList.add("drawing-box");
    this.around = /** @type {HTMLElement} */ (over.closest(".main")); // a box may begin just outside the picture
    this.around.onpointerdown = (event) => this.#grab(event);
    this.node.addEventListener("keydown", (event) => this.#pressed(event));
    if (box) this.#set(box);
  }

  /** A box in the middle that keys can move. */
  begin() {
    if (!this.box) this.#set([0.25, 0.25, 0.5, 0.5]);
    this.node.focus();
  }

  end() {
    this.over.classList.remove("drawing-box");
    this.around.onpointerdown = this.over.onpointermove = this.over.onpointerup = null;
    this.node.remove();
  }

  /** @param {number[]} box */
  #set([left, top, width, height]) {
    const wide = clamp(width, LEAST, 1);
    const high = clamp(height, LEAST, 1);
    this.box = [clamp(left, 0, 1 - wide), clamp(top, 0, 1 - high), wide, high];
    this.node.hidden = false;
    ["left", "top", "width", "height"].forEach((side, place) => this.node.style.setProperty(side, `${/** @type {number[]} */ (this.box)[place] * 100}%`));
    this.changed(this.box);
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.button || target.closest("button, select")) return;
    event.preventDefault();
    const at = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      const { left, top, width, height } = this.over.getBoundingClientRect();
      return [clamp((clientX - left) / width, 0, 1), clamp((clientY - top) / height, 0, 1)];
    };
    const [x, y] = at(event);
    const before = this.box;
    const corner = target.dataset.corner;
    const moves = !corner && target === this.node && before;
    const [left, top, width, height] = before ?? [0, 0, 0, 0];
    const anchor = corner ? [corner.endsWith("w") ? left + width : left, corner.startsWith("n") ? top + height : top] : [x, y];
    this.over.setPointerCapture(event.pointerId);
    this.over.onpointermove = (moved) => {
      const [u, v] = at(moved);
      if (moves) this.#set([left + u - x, top + v - y, width, height]);
      else if (corner || Math.max(Math.abs(u - anchor[0]), Math.abs(v - anchor[1])) >= LEAST) // what is less is a click
        this.#set([Math.min(anchor[0], u), Math.min(anchor[1], v), Math.abs(u - anchor[0]), Math.abs(v - anchor[1])]);
    };
    this.over.onpointerup = this.over.onpointercancel = () => {
      this.over.onpointermove = null;
      if (this.box) this.node.focus({ preventScroll: true });
    };
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      return this.done();
    }
    const way = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!way || !this.box) return;
    event.preventDefault();
    event.stopPropagation();
    const [left, top, width, height] = this.box;
    if (event.shiftKey) this.#set([left, top, Math.min(width + way[0], 1 - left), Math.min(height + way[1], 1 - top)]);
    else this.#set([left + way[0], top + way[1], width, height]);
    announce(`From the left ${percent(this.box[0])}, from the top ${percent(this.box[1])}, ${percent(this.box[2])} wide, ${percent(this.box[3])} high.`);
  }
}

const percent = (/** @type {number} */ share) => `${Math.round(share * 100)} %`;
