/** Maps of numbers laid over pictures: bright and warm where they are great, dark where they are not. */

import { h } from "./dom.js";

/** @typedef {{rows: number, columns: number, values: number[]}} Plane */

/** Colours at equal steps from 0 to 1: red, green, blue, opacity. */
const RAMP = [[12, 14, 36, 0.68], [26, 18, 62, 0.54], [76, 20, 88, 0.28], [214, 70, 40, 0.2], [255, 150, 20, 0.36], [255, 214, 70, 0.5]];

/** @param {number} value */
function color(value) {
  const at = Math.min(Math.max(value, 0), 0.9999) * (RAMP.length - 1);
  const low = RAMP[Math.floor(at)];
  const high = RAMP[Math.floor(at) + 1];
  return low.map((each, place) => each + (high[place] - each) * (at % 1));
}

/** Bicubic between the places of a plane (Catmull and Rom). @param {Plane} plane @param {number} x @param {number} y */
function between({ rows, columns, values }, x, y) {
  const weights = (/** @type {number} */ t) => [((-t + 2) * t - 1) * t / 2, ((3 * t - 5) * t * t + 2) / 2, ((-3 * t + 4) * t + 1) * t / 2, (t - 1) * t * t / 2];
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [weights(x - left), weights(y - top)];
  const at = (/** @type {number} */ place, /** @type {number} */ length) => Math.min(Math.max(place, 0), length - 1);
  let sum = 0;
  for (let j = 0; j < 4; j++)
    for (let i = 0; i < 4; i++)
      sum += down[j] * across[i] * values[at(top + j - 1, rows) * columns + at(left + i - 1, columns)];
  return sum;
}

/** A canvas of a plane; it is as large as what it lies in. @param {Plane} plane */
export function heat(plane) {
  const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { class: "heat", "aria-hidden": "true" }));
  canvas.width = canvas.height = 96;
  paint(canvas, plane);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas @param {Plane} plane */
export function paint(canvas, plane) {
  const { width, height } = canvas;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const pixels = context.createImageData(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = between(plane, ((x + 0.5) / width) * plane.columns - 0.5, ((y + 0.5) / height) * plane.rows - 0.5);
      const [red, green, blue, opacity] = color(value);
      pixels.data.set([red, green, blue, opacity * 255], 4 * (y * width + x));
    }
  context.putImageData(pixels, 0, 0);
}

/** The strongest place, as fractions of the picture. @param {Plane} plane */
export function peak({ rows, columns, values }) {
  const best = values.indexOf(Math.max(...values));
  return [((best % columns) + 0.5) / columns, (Math.floor(best / columns) + 0.5) / rows];
}

/**
 * Let a place of one map show what is like it in the other: by the pointer, or by the arrow keys.
 * @param {{asked: Plane, picture: Plane, pairs: string}} map
 * @param {{canvas: HTMLCanvasElement, over: HTMLElement, name: string}[]} sides the example and the picture
 */
export function pair(map, sides) {
  const pairs = Uint8Array.from(atob(map.pairs), (each) => each.charCodeAt(0));
  const planes = [map.asked, map.picture];
  const count = map.picture.values.length;
  const restore = () => sides.forEach(({ canvas }, side) => paint(canvas, planes[side]));
  const show = (/** @type {number} */ side, /** @type {number} */ place) => {
    const other = planes[1 - side];
    const said = other.values.map((_, each) => pairs[side ? each * count + place : place * count + each] / 255);
    const [low, high] = [Math.min(...said), Math.max(...said, 1e-3)];
    paint(sides[1 - side].canvas, { ...other, values: said.map((each) => ((each - low) / (high - low || 1)) ** 1.5) });
    const own = planes[side].values.map((_, each) => (each === place ? 1 : 0.3));
    paint(sides[side].canvas, { ...planes[side], values: own });
  };
  sides.forEach(({ over, name }, side) => {
    const { rows, columns } = planes[side];
    let [x, y] = [columns >> 1, rows >> 1];
    over.tabIndex = 0;
    over.setAttribute("role", "application");
    over.setAttribute("aria-label", `${name}: point at a place, or move by the arrow keys, to see what is like it in the other picture`);
    over.onpointermove = ({ clientX, clientY }) => {
      const box = over.getBoundingClientRect();
      x = Math.min(columns - 1, Math.max(0, Math.floor(((clientX - box.left) / box.width) * columns)));
      y = Math.min(rows - 1, Math.max(0, Math.floor(((clientY - box.top) / box.height) * rows)));
      show(side, y * columns + x);
    };
    over.onpointerleave = over.onblur = restore;
    over.onkeydown = (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      [x, y] = [Math.min(columns - 1, Math.max(0, x + step[0])), Math.min(rows - 1, Math.max(0, y + step[1]))];
      show(side, y * columns + x);
    };
  });
}
