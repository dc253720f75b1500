/**
 * The points of a map, and which pictures are shown at which scale. At every level the plane is cut into cells half as
 * large as at the level before, and each cell is stood for by one of its pictures. The one that stands for a cell also
 * stands for its own quarter of it, so that what is seen stays while one zooms in.
 */

const DEEPEST = 16;

export class Points {
  /** @param {ArrayBuffer} content N pairs of float32, and then N ids of 16 bytes each */
  constructor(content) {
    this.count = Math.floor(content.byteLength / 24);
    const flat = new Float32Array(content, 0, 2 * this.count);
    this.x = flat.filter((_, place) => place % 2 === 0);
    this.y = flat.filter((_, place) => place % 2 === 1);
    this.hashes = new Uint8Array(content, 8 * this.count, 16 * this.count);
    /** @type {Map<number, Map<number, number>>} */
    this.levels = new Map();
  }

  /** @param {number} place */
  id(place) {
    return Array.from(this.hashes.subarray(16 * place, 16 * place + 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** Where pictures are in the list of points; those that are not on the map are left out. @param {string[]} ids @returns {number[]} */
  places(ids) {
    const ranks = new Map(ids.map((id, rank) => [id, rank]));
    const lots = new Set(ids.map((id) => parseInt(id.slice(0, 6), 16)));
    const found = /** @type {number[]} */ (new Array(ids.length).fill(-1));
    for (let place = 0; place < this.count; place++) {
      const rank = lots.has(this.lot(place)) ? ranks.get(this.id(place)) : undefined;
      if (rank !== undefined) found[rank] = place;
    }
    return found.filter((place) => place >= 0);
  }

  /** The one with the lowest number goes before: numbers are as good as drawn by lot. @param {number} place */
  lot(place) {
    return (this.hashes[16 * place] << 16) | (this.hashes[16 * place + 1] << 8) | this.hashes[16 * place + 2];
  }

  /** The cells of a level, each with the picture that stands for it. @param {number} level 0, the whole, to 16 */
  level(level) {
    const wanted = Math.min(DEEPEST, Math.max(0, level));
    let cells = this.levels.get(wanted);
    if (!cells) {
      cells = new Map();
      for (let place = 0; place < this.count; place++) {
        const cell = this.cell(place, wanted);
        const other = cells.get(cell);
        if (other === undefined || this.lot(place) < this.lot(other)) cells.set(cell, place);
      }
      this.levels.set(wanted, cells);
    }
    return cells;
  }

  /** The cell of a point. @param {number} place @param {number} level */
  cell(place, level) {
    const side = 2 ** level;
    return cellAt(this.x[place], this.y[place], side);
  }

  /** Whether a point lies in a box. @param {number} place @param {number[]} box left, top, right, bottom */
  lies(place, [left, top, right, bottom]) {
    return this.x[place] >= left && this.x[place] <= right && this.y[place] >= top && this.y[place] <= bottom;
  }

  /** Those that stand for the cells of a box, best first to show. @param {number} level @param {number[]} box @param {number} most */
  shown(level, box, most) {
    const found = [...this.level(level).values()].filter((place) => this.lies(place, box));
    return found.length > most ? found.sort((one, other) => this.lot(one) - this.lot(other)).slice(0, most) : found;
  }

  /** All within a box. @param {number[]} box */
  within(box) {
    const found = [];
    for (let place = 0; place < this.count; place++) if (this.lies(place, box)) found.push(place);
    return found;
  }

  /** The nearest to a point that is no farther than a distance, or -1. @param {number} x @param {number} y @param {number} reach */
  nearest(x, y, reach) {
    let best = -1;
    let least = reach * reach;
    for (let place = 0; place < this.count; place++) {
      const distance = (this.x[place] - x) ** 2 + (this.y[place] - y) ** 2;
      if (distance < least) [best, least] = [place, distance];
    }
    return best;
  }
}

/** @param {number} x @param {number} y @param {number} side cells of a row */
const cellAt = (x, y, side) => Math.min(side - 1, Math.floor(y * side)) * side + Math.min(side - 1, Math.floor(x * side));
