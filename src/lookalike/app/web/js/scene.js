/** Draws a map on a canvas: every picture a dot, and as many of them as small pictures as there is room for. */

import { thumbnailUrl } from "./api.js";
import { clamp } from "./dom.js";

const CELL = 84;
/** Small pictures that are kept, and how many are fetched at once. */
const KEPT = 1500;
const AT_ONCE = 12;
const DEEPEST = 4000;
/** Cells of which a small picture is shown, at the most. */
const MOST = 900;
/** How much is left of what is not lit up. */
const FADED = 0.22;

export class Scene {
  /** @param {HTMLCanvasElement} canvas @param {import("./points.js").Points} points @param {string} collection */
  constructor(canvas, points, collection) {
    this.canvas = canvas;
    this.points = points;
    this.collection = collection;
    this.pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    /** What is in the middle, and pixels to the width of the map. */
    this.view = { x: 0.5, y: 0.5, scale: 1 };
    /** @type {Map<number, {image: HTMLImageElement, ready: boolean, since: number}>} */
    this.pictures = new Map();
    /** @type {{place: number, left: number, top: number, width: number, height: number}[]} */
    this.tiles = [];
    this.active = -1;
    /** The pictures that are lit up, best first: all others fade. @type {Set<number>|null} */ this.lit = null;
    /** @type {number[]|null} */ this.frame = null;
    this.loading = 0;
    this.drawing = false;
    this.onDrawn = () => {};
  }

  /** Fit into its element. */
  resize() {
    const { clientWidth, clientHeight } = this.canvas;
    const ratio = devicePixelRatio || 1;
    const first = !this.width;
    [this.width, this.height, this.ratio] = [clientWidth, clientHeight, ratio];
    this.canvas.width = Math.round(clientWidth * ratio);
    this.canvas.height = Math.round(clientHeight * ratio);
    this.least = Math.max(120, Math.min(clientWidth, clientHeight) - CELL);
    if (first) this.view.scale = this.least;
    this.draw();
  }

  /** Where a point of the map is on the screen. @param {number} x @param {number} y */
  toScreen(x, y) {
    const { view } = this;
    return [(x - view.x) * view.scale + this.width / 2, (y - view.y) * view.scale + this.height / 2];
  }

  /** @param {number} left @param {number} top */
  toMap(left, top) {
    const { view } = this;
    return [(left - this.width / 2) / view.scale + view.x, (top - this.height / 2) / view.scale + view.y];
  }

  /** Zoom about a place of the screen. @param {number} by @param {number} [left] @param {number} [top] */
  zoom(by, left = this.width / 2, top = this.height / 2) {
    const [x, y] = this.toMap(left, top);
    const { view } = this;
    view.scale = clamp(view.scale * by, this.least * 0.8, this.least * DEEPEST);
    view.x = x - (left - this.width / 2) / view.scale;
    view.y = y - (top - this.height / 2) / view.scale;
    this.bound();
  }

  /** @param {number} right @param {number} down pixels by which what is seen moves */
  pan(right, down) {
    this.view.x -= right / this.view.scale;
    this.view.y -= down / this.view.scale;
    this.bound();
  }

  whole() {
    this.view = { x: 0.5, y: 0.5, scale: this.least };
    this.draw();
  }

  /** Bring a picture into the middle. @param {number} place */
  show(place) {
    [this.view.x, this.view.y] = [this.points.x[place], this.points.y[place]];
    this.active = place;
    this.draw();
  }

  bound() {
    this.view.x = clamp(this.view.x, 0, 1);
    this.view.y = clamp(this.view.y, 0, 1);
    this.draw();
  }

  /** The part of the map that is seen: left, top, right, bottom. */
  get box() {
    return [...this.toMap(0, 0), ...this.toMap(this.width, this.height)];
  }

  /** How finely the plane is cut, so that cells are as large as small pictures. */
  get level() {
    return clamp(Math.ceil(Math.log2(this.view.scale / CELL) - 0.5), 0, 16);
  }

  /** Draw before the next frame. */
  draw() {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame((now) => {
      this.drawing = false;
      if (!this.canvas.width || !this.canvas.height) return; // the map has been left
      this.render(now);
      this.onDrawn();
    });
  }

  /** @param {number} now */
  render(now) {
    const { pen, view } = this;
    const style = getComputedStyle(this.canvas);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    this.dots(style.getPropertyValue("--dot"));
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.lights(style.getPropertyValue("--accent"));
    const level = this.level;
    const cell = view.scale / 2 ** level;
    const [left, top, right, bottom] = this.box;
    const margin = cell / view.scale;
    this.tiles = [];
    let fading = false;
    for (const place of this.standing(level, [left - margin, top - margin, right + margin, bottom + margin])) {
      const tile = this.tile(place, cell, 2 ** level);
      const seen = this.picture(place, Math.min(cell, 200) * this.ratio);
      if (!seen.ready) continue;
      const side = Math.max(seen.image.naturalWidth, seen.image.naturalHeight);
      const width = (tile.side * seen.image.naturalWidth) / side;
      const height = (tile.side * seen.image.naturalHeight) / side;
      const box = { place, left: tile.x - width / 2, top: tile.y - height / 2, width, height };
      const age = clamp((now - seen.since) / 180, 0, 1);
      fading ||= age < 1;
      const faded = this.lit && !this.lit.has(place) ? FADED : 1;
      pen.globalAlpha = faded * (matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : age);
      this.paint(seen.image, box);
      this.tiles.push(box);
    }
    pen.globalAlpha = 1;
    this.mark(style.getPropertyValue("--accent"));
    if (fading) this.draw();
  }

  /** The pictures that stand for the cells of a box: of a cell with any that is lit up, the best of these.
   *  @param {number} level @param {number[]} box */
  standing(level, box) {
    const { points, lit } = this;
    const shown = points.shown(level, box, MOST);
    if (!lit) return shown;
    /** @type {Map<number, number>} */
    const best = new Map();
    for (const place of lit) {
      const cell = points.cell(place, level);
      if (points.lies(place, box) && !best.has(cell)) best.set(cell, place);
    }
    return [...shown.filter((place) => !best.has(points.cell(place, level))), ...best.values()];
  }

  /** Where a small picture goes: at its point, but within its cell, so that none covers another.
   *  @param {number} place @param {number} cell @param {number} cells of a row */
  tile(place, cell, cells) {
    const side = Math.min(cell * 0.86, 220);
    const within = (/** @type {number} */ value) => {
      const start = Math.min(cells - 1, Math.floor(value * cells));
      const room = side / cell / 2;
      return clamp(value, (start + room) / cells, (start + 1 - room) / cells);
    };
    const [x, y] = this.toScreen(within(this.points.x[place]), within(this.points.y[place]));
    return { x, y, side };
  }

  /** @param {HTMLImageElement} image @param {{left: number, top: number, width: number, height: number}} box */
  paint(image, { left, top, width, height }) {
    const { pen } = this;
    pen.save();
    pen.beginPath();
    pen.roundRect(left, top, width, height, Math.min(7, width / 8));
    pen.clip();
    pen.drawImage(image, left, top, width, height);
    pen.restore();
  }

  /** Every picture as a dot, darker where many lie together. @param {string} color "r g b" */
  dots(color) {
    const { width, height } = this.canvas;
    const [red, green, blue] = color.trim().split(/\s+/).map(Number);
    const image = this.pen.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const ink = (blue << 16) | (green << 8) | red;
    const { x, y, count } = this.points;
    const scale = this.view.scale * this.ratio;
    const right = width / 2 - this.view.x * scale;
    const down = height / 2 - this.view.y * scale;
    const [least, most] = this.lit ? [20, 80] : [70, 230];
    const size = Math.max(2, Math.round(clamp(scale / 700, 1, 2.5) * this.ratio));
    for (let place = 0; place < count; place++) {
      const left = Math.round(x[place] * scale + right);
      const top = Math.round(y[place] * scale + down);
      if (left < 0 || top < 0 || left > width - size || top > height - size) continue;
      for (let row = 0; row < size; row++)
        for (let at = (top + row) * width + left, end = at + size; at < end; at++)
          pixels[at] = (ink | (Math.min(most, (pixels[at] >>> 24) + least) << 24)) >>> 0;
    }
    this.pen.putImageData(image, 0, 0);
  }

  /** What is lit up, as dots. @param {string} accent */
  lights(accent) {
    this.pen.fillStyle = accent;
    for (const place of this.lit ?? []) {
      const [x, y] = this.toScreen(this.points.x[place], this.points.y[place]);
      this.pen.beginPath();
      this.pen.arc(x, y, 4, 0, 2 * Math.PI);
      this.pen.fill();
    }
  }

  /** The picture that is chosen, and the frame that is drawn. @param {string} accent */
  mark(accent) {
    const { pen } = this;
    const tile = this.tiles.find(({ place }) => place === this.active);
    pen.strokeStyle = pen.fillStyle = accent;
    pen.lineWidth = 3;
    pen.beginPath();
    if (tile) pen.roundRect(tile.left - 3, tile.top - 3, tile.width + 6, tile.height + 6, 9);
    else if (this.active >= 0) {
      const [x, y] = this.toScreen(this.points.x[this.active], this.points.y[this.active]);
      pen.arc(x, y, 6, 0, 2 * Math.PI);
    }
    pen.stroke();
    if (!this.frame) return;
    const [left, top, right, bottom] = this.frame;
    pen.globalAlpha = 0.12;
    pen.fillRect(left, top, right - left, bottom - top);
    pen.globalAlpha = 1;
    pen.lineWidth = 2;
    pen.strokeRect(left, top, right - left, bottom - top);
  }

  /** A small picture, which may be on its way. @param {number} place @param {number} pixels */
  picture(place, pixels) {
    const side = pixels <= 72 ? 64 : pixels <= 150 ? 128 : 256;
    const key = place * 4 + (side === 64 ? 0 : side === 128 ? 1 : 2);
    let seen = this.pictures.get(key);
    if (seen) {
      this.pictures.delete(key); // the order is that of use
      this.pictures.set(key, seen);
      return seen;
    }
    seen = { image: new Image(), ready: false, since: 0 };
    const coarser = this.pictures.get(place * 4) ?? this.pictures.get(place * 4 + 1) ?? this.pictures.get(place * 4 + 2);
    if (this.loading < AT_ONCE) {
      this.pictures.set(key, seen);
      void this.fetch(seen, thumbnailUrl(this.collection, this.points.id(place), side), coarser?.ready ? 0 : performance.now());
      if (this.pictures.size > KEPT) this.pictures.delete(/** @type {number} */ (this.pictures.keys().next().value));
    }
    return coarser?.ready ? coarser : seen;
  }

  /** @param {{image: HTMLImageElement, ready: boolean, since: number}} seen @param {string} url @param {number} fades */
  async fetch(seen, url, fades) {
    this.loading++;
    seen.image.src = url;
    try {
      await seen.image.decode();
      seen.ready = true;
      seen.since = fades && performance.now();
    } catch {
      // A picture that is gone stays a dot.
    } finally {
      this.loading--;
      this.draw();
    }
  }

  /** What is at a place of the screen: a small picture, or a dot that is near. @param {number} left @param {number} top */
  at(left, top) {
    const tile = this.tiles.findLast((each) => left >= each.left && left <= each.left + each.width && top >= each.top && top <= each.top + each.height);
    if (tile) return tile.place;
    return this.points.nearest(...this.toMap(left, top), 8 / this.view.scale);
  }
}
