/**
 * What can be shown of why a picture answers, as layers over the example and the picture: heat, points, strokes,
 * colours, and what is seen where.
 *
 * @typedef {{key: string, name: string, says: string, frames: import("./stage.js").Shown[],
 *   draw(stage: import("./stage.js").Stage, frames: import("./stage.js").Frame[]): void}} Layer
 */

import { pictureUrl, thumbnailUrl, uploadUrl } from "./api.js";
import { h } from "./dom.js";
import { heat, pair } from "./heat.js";
import { plain } from "./parts.js";
import { s } from "./stage.js";

const PLACES = /** @type {Record<string, number[]>} */ ({ left: [0, 0, 0.5, 1], right: [0.5, 0, 0.5, 1], top: [0, 0, 1, 0.5],
  bottom: [0, 0.5, 1, 0.5], center: [0.25, 0.25, 0.5, 0.5], top_left: [0, 0, 0.5, 0.5], top_right: [0.5, 0, 0.5, 0.5],
  bottom_left: [0, 0.5, 0.5, 0.5], bottom_right: [0.5, 0.5, 0.5, 0.5] });

/** @param {string} collection @param {any} picture @param {string} [label] */
export const shown = (collection, picture, label) => ({
  src: pictureUrl(collection, picture.id), fallback: thumbnailUrl(collection, picture.id), alt: picture.name, label,
  aspect: picture.width / picture.height,
});

/** @param {string} collection @param {any} term @param {string} label */
const asked = (collection, term, label) => ({
  src: term.upload ? uploadUrl(term.upload) : pictureUrl(collection, term.id),
  fallback: term.upload ? undefined : thumbnailUrl(collection, term.id), alt: "What was looked for", label,
});

/** @param {string} collection @param {any} picture @param {any} reason @returns {Layer[]} */
export function layers(collection, picture, reason) {
  const { term, heats, where, cells, colors, edges, match } = reason;
  const found = shown(collection, picture, "This picture");
  /** @type {Layer[]} */
  const made = [];
  if (term.kind === "image") {
    const frames = [asked(collection, term, term.box ? "The part you chose" : "Your picture"), found];
    heats.forEach((/** @type {any} */ map, /** @type {number} */ place) => made.push({
      key: `heat${place}`, name: place ? `Alike: ${plain(map.part).toLowerCase()}` : "Where alike", frames,
      says: "Warm places make the pictures alike. Point at one to see its like in the other.",
      draw: (_, [one, other]) => drawPair(map, term.box, one, other),
    }));
    if (match) made.push({ key: "points", name: `${match.inliers} points`, frames,
      says: `${match.inliers} details lie in both pictures in the same arrangement, so it is the same thing.`,
      draw: (stage, [one, other]) => drawPoints(stage, match, one, other) });
  }
  if (where) made.push({ key: "where", name: `Where: ${term.name ?? term.text}`, frames: [found],
    says: `Warm is where this picture looks most like “${term.name ?? term.text}”; how much it does, the score tells.`, draw: (_, [only]) => drawWhere(where, term, only) });
  if (edges) {
    made.push({ key: "strokes", name: "Strokes and edges", frames: [asked(collection, term, "Your drawing"),
      { src: edges, alt: "The picture's edges", label: "Its edges" }], says: "The drawing is compared with the lines of the picture.",
    draw: (_, [one, other]) => heats[0] && drawPair(heats[0], null, one, other) });
  }
  if (colors) made.push({ key: "colors", name: "Colours", frames: [{ src: blocks(colors.asked, colors), alt: "The colours asked for", label: "What you painted" }, found],
    says: "The picture's own colours in each cell; a tick marks those that agree.", draw: (_, [, other]) => drawColors(colors, other) });
  if (cells) made.push({ key: "cells", name: "What is seen", frames: [found], says: "What a classifier takes each part of the picture for.",
    draw: (_, [only]) => only.over.append(named(cells)) });
  return made;
}

/** @param {HTMLElement} node @param {number[]} box */
function placed(node, [left, top, width, height]) {
  const sides = { left, top, width, height };
  for (const [name, value] of Object.entries(sides)) node.style.setProperty(name, `${value * 100}%`);
  return node;
}

/** @param {any} map @param {number[]|null} box @param {import("./stage.js").Frame} one @param {import("./stage.js").Frame} other */
function drawPair(map, box, one, other) {
  const canvases = [heat(map.asked), heat(map.picture)];
  const within = placed(h("div", { class: "within" }, canvases[0]), box ?? [0, 0, 1, 1]);
  if (box) within.classList.add("boxed");
  const whole = placed(h("div", { class: "within" }, canvases[1]), [0, 0, 1, 1]);
  one.over.append(within);
  other.over.append(whole);
  pair(map, [{ canvas: canvases[0], over: within, name: "What was looked for" }, { canvas: canvases[1], over: whole, name: "This picture" }]);
}

/** @param {import("./stage.js").Stage} stage @param {any} match @param {import("./stage.js").Frame} one @param {import("./stage.js").Frame} other */
function drawPoints(stage, match, one, other) {
  stage.redraw = () => {
    const lines = match.pairs.map((/** @type {number[]} */ [x, y, u, v], /** @type {number} */ place) => {
      const [from, to] = [stage.place(one, x, y), stage.place(other, u, v)];
      const stroke = `hsl(${(360 * place) / match.pairs.length} 90% 62%)`;
      return s("g", { stroke, class: "tie" }, s("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }),
        s("circle", { cx: from[0], cy: from[1], r: 4 }), s("circle", { cx: to[0], cy: to[1], r: 4 }));
    });
    const corners = match.outline.map((/** @type {number[]} */ [x, y]) => stage.place(other, Math.min(2, Math.max(-1, x)), Math.min(2, Math.max(-1, y))).join(" "));
    stage.lines.replaceChildren(s("polygon", { points: corners.join(","), class: "outline" }), ...lines);
  };
  stage.redraw();
}

/** @param {import("./heat.js").Plane} where @param {any} term @param {import("./stage.js").Frame} only */
function drawWhere(where, term, only) {
  only.over.append(heat(where));
  const box = typeof term.at === "string" ? PLACES[term.at] : term.at;
  if (box) only.over.append(placed(h("div", { class: "wanted" }, h("span", {}, term.name)), box));
}

/** @param {any} cells */
function named({ rows, columns, cells }) {
  return h("div", { class: "cells", style: { "--rows": rows, "--columns": columns } }, cells.map((/** @type {any[]} */ names) =>
    h("div", { title: names.map(({ name, score }) => `${name} ${score.toFixed(1)}`).join("\n") },
      h("strong", {}, names[0]?.name ?? ""), h("span", {}, names[1]?.name ?? ""))));
}

/** @param {any} colors @param {import("./stage.js").Frame} frame */
function drawColors({ rows, columns, picture, asked: wanted, alike }, frame) {
  frame.over.append(h("div", { class: "swatches", style: { "--rows": rows, "--columns": columns } }, picture.map((/** @type {string} */ color, /** @type {number} */ place) =>
    h("div", { class: wanted[place] ? "asked" : "", title: wanted[place] ? `${Math.round(alike[place] * 100)} % alike` : "Any colour" },
      h("span", { style: { background: color } }), wanted[place] && alike[place] > 0.5 && h("b", {}, "✓")))));
}

/** A picture of cells; what may be any colour is chequered. @param {(string|null)[]} cells @param {{rows: number, columns: number}} grid */
function blocks(cells, { rows, columns }) {
  const side = 48;
  const canvas = /** @type {HTMLCanvasElement} */ (h("canvas"));
  [canvas.width, canvas.height] = [columns * side, rows * side];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  cells.forEach((color, place) => {
    const [left, top] = [(place % columns) * side, Math.floor(place / columns) * side];
    for (let each = 0; each < 16; each++) {
      context.fillStyle = color ?? ((each + (each >> 2)) % 2 ? "#8a8f9c55" : "#8a8f9c22");
      context.fillRect(left + ((each % 4) * side) / 4, top + ((each >> 2) * side) / 4, side / 4, side / 4);
    }
  });
  return canvas.toDataURL();
}
