/** Places by name, as the query language has them: left, top, width and height as fractions of a picture. */

/** @type {Record<string, number[]>} */
export const BOXES = {
  anywhere: [0, 0, 1, 1], left: [0, 0, 0.5, 1], right: [0.5, 0, 0.5, 1], top: [0, 0, 1, 0.5], bottom: [0, 0.5, 1, 0.5],
  center: [0.25, 0.25, 0.5, 0.5], top_left: [0, 0, 0.5, 0.5], top_right: [0.5, 0, 0.5, 0.5], bottom_left: [0, 0.5, 0.5, 0.5],
  bottom_right: [0.5, 0.5, 0.5, 0.5],
};

/** The name of a box, if it has one; else the box. @param {number[]} box @returns {string|number[]} */
export function named(box) {
  const same = (/** @type {number[]} */ other) => other.every((value, at) => Math.abs(value - box[at]) < 0.02);
  return Object.entries(BOXES).find(([, other]) => same(other))?.[0] ?? box;
}
