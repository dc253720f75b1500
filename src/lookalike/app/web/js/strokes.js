/**
 * A picture made of strokes, which can be taken back: what the canvas draws on.
 *
 * @typedef {{x: number, y: number, force: number}} Point in pixels of the picture; force 1 is a line of the brush's size
 * @typedef {{does: "draw"|"erase", color: string, size: number, points: Point[]}
 *   | {does: "fill", color: string, points: Point[]}
 *   | {does: "clear"}} Act
 */

export const WIDTH = 640;
export const HEIGHT = 480;

export class Strokes {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    this.canvas = canvas;
    this.pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
    this.pen.lineCap = this.pen.lineJoin = "round";
    /** @type {Act[]} */ this.acts = [];
    /** @type {Act[]} */ this.undone = [];
    /** What the picture begins with. @type {(pen: CanvasRenderingContext2D) => void} */
    this.ground = () => {};
  }

  /** Begin with a picture. @param {(pen: CanvasRenderingContext2D) => void} ground */
  begin(ground) {
    this.ground = ground;
    this.redraw();
  }

  /** @param {Act} act */
  start(act) {
    this.acts.push(act);
    this.undone = [];
    this.perform(act);
  }

  /** Draw the last stroke on. @param {Point} point */
  extend(point) {
    const act = this.acts.at(-1);
    if (!act || !("points" in act)) return;
    act.points.push(point);
    if (act.does !== "fill") this.line(act, act.points.length - 1);
  }

  undo() {
    const act = this.acts.pop();
    if (act) this.undone.push(act);
    this.redraw();
  }

  redo() {
    const act = this.undone.pop();
    if (!act) return;
    this.acts.push(act);
    this.perform(act);
  }

  redraw() {
    this.pen.clearRect(0, 0, WIDTH, HEIGHT);
    this.ground(this.pen);
    for (const act of this.acts) this.perform(act);
  }

  /** @param {Act} act */
  perform(act) {
    if (act.does === "clear") this.pen.clearRect(0, 0, WIDTH, HEIGHT);
    else if (act.does === "fill") this.fill(act.points[0], act.color);
    else act.points.forEach((_, place) => this.line(act, place));
  }

  /** Draw from the point before to one of a stroke. @param {Extract<Act, {size: number}>} act @param {number} place */
  line(act, place) {
    const from = act.points[Math.max(0, place - 1)];
    const to = act.points[place];
    this.pen.globalCompositeOperation = act.does === "erase" ? "destination-out" : "source-over";
    this.pen.strokeStyle = act.color;
    this.pen.lineWidth = act.size * to.force;
    this.pen.beginPath();
    this.pen.moveTo(from.x, from.y);
    this.pen.lineTo(to.x, to.y);
    this.pen.stroke();
    this.pen.globalCompositeOperation = "source-over";
  }

  /** Fill the area of one colour, or of none, around a point. @param {Point} point @param {string} color */
  fill(point, color) {
    const image = this.pen.getImageData(0, 0, WIDTH, HEIGHT);
    const pixels = new Uint32Array(image.data.buffer);
    const alpha = (/** @type {number} */ pixel) => pixel >>> 24;
    const at = clampedPlace(point);
    const before = pixels[at];
    const alike = (/** @type {number} */ pixel) => alpha(before) < 128 ? alpha(pixel) < 128 : alpha(pixel) >= 128 && near(pixel, before);
    const after = asPixel(color);
    const seen = new Uint8Array(pixels.length);
    const waiting = [at];
    while (waiting.length) {
      const place = /** @type {number} */ (waiting.pop());
      if (seen[place]) continue;
      seen[place] = 1;
      if (!alike(pixels[place])) continue;
      pixels[place] = after;
      const x = place % WIDTH;
      if (x > 0) waiting.push(place - 1);
      if (x < WIDTH - 1) waiting.push(place + 1);
      if (place >= WIDTH) waiting.push(place - WIDTH);
      if (place < pixels.length - WIDTH) waiting.push(place + WIDTH);
    }
    this.pen.putImageData(image, 0, 0);
  }

  /** Whether nothing is painted. */
  get blank() {
    const pixels = new Uint32Array(this.pen.getImageData(0, 0, WIDTH, HEIGHT).data.buffer);
    return !pixels.some((pixel) => pixel >>> 24 >= 128);
  }

  /** As a PNG file, transparent where nothing is painted. @returns {Promise<Blob>} */
  file() {
    return new Promise((resolve, reject) =>
      this.canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be made."))), "image/png"));
  }
}

/** @param {Point} point */
function clampedPlace({ x, y }) {
  const inside = (/** @type {number} */ value, /** @type {number} */ size) => Math.min(size - 1, Math.max(0, Math.floor(value)));
  return inside(y, HEIGHT) * WIDTH + inside(x, WIDTH);
}

/** @param {string} color "#rrggbb" @returns {number} as a pixel lies in memory, opaque */
const asPixel = (color) => ((0xff << 24) | (parseInt(color.slice(5, 7), 16) << 16) | (parseInt(color.slice(3, 5), 16) << 8)
  | parseInt(color.slice(1, 3), 16)) >>> 0;

/** Colours that only the soft edge of a stroke sets apart. @param {number} one @param {number} other */
const near = (one, other) => [0, 8, 16].every((shift) => Math.abs(((one >>> shift) & 255) - ((other >>> shift) & 255)) < 40);
