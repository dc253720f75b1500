/**
 * A long list in sections of some pictures each: where each section lies, measured once its pictures are known and
 * estimated before. A section's rows are full, so that its edges do not show.
 */

import { aspect, justified } from "./layout.js";

/** Pictures of a section, which are asked for together. */
export const SIZE = 60;
/** Height of the line that says that nothing more matches. */
export const LINE = 76;
const USUAL_ASPECT = 1.35;

/**
 * @typedef {import("./layout.js").Box} Box
 * @typedef {{start: number, top: number, height: number, items: any[]|null, boxes: Box[], rows: number[], line: number|null,
 *   node: HTMLElement|null, controller: AbortController|null}} Section
 */

export class Sections {
  /**
   * @param {number} total pictures
   * @param {number|null} cut how many match; the line comes after them
   */
  constructor(total, cut) {
    this.total = total;
    this.cut = cut;
    this.room = { width: 1, row: 180, gap: 6 };
    /** @type {Section[]} */
    this.all = Array.from({ length: Math.ceil(total / SIZE) }, (_, place) => ({
      start: place * SIZE, top: 0, height: 0, items: null, boxes: [], rows: [], line: null, node: null, controller: null,
    }));
    this.height = 0;
  }

  /** Lay all out anew for a width. @param {{width: number, row: number, gap: number}} room */
  fit(room) {
    this.room = room;
    for (const section of this.all) this.#measure(section);
    this.#stack();
  }

  /** @param {Section} section @param {any[]} items @returns {number} by how much what follows moves down */
  fill(section, items) {
    const before = section.height;
    section.items = items;
    this.#measure(section);
    this.#stack();
    return section.height - before;
  }

  /** The sections that reach into a stretch of the page. @param {number} top @param {number} bottom */
  between(top, bottom) {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.all[middle].top + this.all[middle].height < top) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < this.all.length && this.all[end].top <= bottom) end++;
    return this.all.slice(low, end);
  }

  /** The next section that exists on the page, for the order in which it is read. @param {Section} section */
  after(section) {
    return this.all.slice(section.start / SIZE + 1).find(({ node }) => node);
  }

  /** @param {Section} section */
  #measure(section) {
    const { width, row, gap } = this.room;
    const length = Math.min(SIZE, this.total - section.start);
    if (!section.items) {
      if (section.boxes.length) return; // let go for now: its height is known
      const perRow = Math.max(1, width / (row * USUAL_ASPECT + gap));
      section.height = Math.ceil(length / perRow) * (row + gap);
      return;
    }
    const { cut } = this;
    const within = cut === null ? 0 : section.items.filter((item, place) => (item.at ?? section.start + place) < cut).length;
    const hasLine = this.cut !== null && this.cut >= section.start && this.cut < section.start + length;
    const last = section === this.all.at(-1);
    const aspects = section.items.map((item) => aspect(item.picture));
    const first = justified(aspects.slice(0, hasLine ? within : undefined), { width, row, gap, ragged: last || hasLine });
    section.boxes = first.boxes;
    section.rows = first.rows;
    section.height = Math.round(first.height);
    section.line = null;
    if (!hasLine) return;
    section.line = first.height;
    const rest = justified(aspects.slice(within), { width, row, gap, ragged: last });
    const down = first.height + LINE;
    section.boxes = [...first.boxes, ...rest.boxes.map((box) => ({ ...box, top: box.top + down }))];
    section.rows = [...first.rows, ...rest.rows.map((start) => start + within)];
    section.height = Math.round(down + rest.height);
  }

  #stack() {
    let top = 0;
    for (const section of this.all) {
      section.top = top;
      top += section.height;
    }
    this.height = top;
  }
}
