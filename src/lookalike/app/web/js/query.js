/**
 * Chips, and the text of the query language that they stand for.
 *
 * @typedef {{kind: "words", text: string, weight: number}
 *   | {kind: "image", id?: string, upload?: string, box?: number[], text?: string, weight: number}
 *   | {kind: "sketch", upload: string, weight: number}
 *   | {kind: "color", canvas?: string, places?: [string|number[], string][], weight: number}
 *   | {kind: "concept", name: string, at: string|number[], weight: number}
 *   | {kind: "feedback"|"group", text: string, weight: number}} Chip
 */

/** A string literal of the query language. @param {string} text */
export const literal = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", " ")}"`;

/** @param {number} value fraction of a picture, written shortly */
const short = (value) => String(Math.round(value * 1e4) / 1e4);

/** A box that stays within the picture after its numbers are rounded. @param {number[]} box */
export function boxText([left, top, width, height]) {
  const kept = [left, top, Math.min(width, 1 - left), Math.min(height, 1 - top)];
  return `(${kept.map(short).join(", ")})`;
}

/** @param {Chip} chip @returns {string} what it looks for, without its weight */
export function scheme(chip) {
  switch (chip.kind) {
    case "words":
      return literal(chip.text);
    case "image": {
      if (chip.text) return chip.text; // a polygon, which the chips cannot change
      const named = literal(chip.upload ? `upload:${chip.upload}` : (chip.id ?? ""));
      return chip.box ? `image(${named}, box=${boxText(chip.box)})` : `image(${named})`;
    }
    case "sketch":
      return `sketch(${literal(`upload:${chip.upload}`)})`;
    case "color":
      return chip.canvas ? `color(canvas=${literal(`upload:${chip.canvas}`)})` : `color(${placed(chip.places ?? [])})`;
    case "concept": {
      const at = typeof chip.at === "string" ? literal(chip.at) : boxText(chip.at);
      return chip.at === "anywhere" ? `concept(${literal(chip.name)})` : `concept(${literal(chip.name)}, at=${at})`;
    }
    default:
      return chip.kind === "group" ? `(${chip.text})` : chip.text;
  }
}

/** @param {[string|number[], string][]} places boxes first, as Python wants its arguments */
function placed(places) {
  const boxes = places.filter(([place]) => typeof place !== "string");
  const named = places.filter(([place]) => typeof place === "string");
  return [
    ...named.filter(([place]) => place === "anywhere").map(([, color]) => literal(color)),
    ...boxes.map(([box, color]) => `(${boxText(/** @type {number[]} */ (box))}, ${literal(color)})`),
    ...named.filter(([place]) => place !== "anywhere").map(([place, color]) => `${place}=${literal(color)}`),
  ].join(", ");
}

/** @param {Chip} chip @param {boolean} first */
function term(chip, first) {
  const sign = chip.weight < 0 ? (first ? "-" : "- ") : first ? "" : "+ ";
  const size = Math.abs(chip.weight);
  return `${sign}${size === 1 ? "" : `${short(size)} * `}${scheme(chip)}`;
}

/**
 * The query as text, the same in the address, the API and the command line.
 * @param {Chip[]} chips
 * @param {string} [where] a condition on metadata
 */
export function text(chips, where = "") {
  const parts = chips.map((chip, place) => term(chip, place === 0));
  if (where) parts.push(`where ${where}`);
  return parts.join(" ");
}

/**
 * Chips from the terms that the server read in a text.
 * @param {any[]} terms
 * @returns {Chip[]}
 */
export function fromTerms(terms) {
  return terms.map(({ kind, weight, text, id, upload, box, corners, places, name, at }) => {
    if (kind === "words") return { kind, weight, text };
    if (kind === "image") return { kind, weight, ...(upload ? { upload } : { id }), ...(corners ? { text } : {}), ...(box ? { box } : {}) };
    if (kind === "concept") return { kind, weight, name, at: at ?? "anywhere" };
    if (kind === "sketch" && upload) return { kind, weight, upload };
    if (kind === "color" && upload) return { kind, weight, canvas: upload };
    if (kind === "color" && !id) return { kind, weight, places: places.map((/** @type {any} */ each) => [each.at, each.color]) };
    return { kind: kind === "feedback" ? kind : "group", weight, text };
  });
}

/** What a chip is called. @param {Chip} chip */
export function label(chip) {
  switch (chip.kind) {
    case "words":
      return chip.text;
    case "image":
      return chip.box ? "Part of a picture" : "Picture";
    case "sketch":
      return "Drawing";
    case "color":
      return chip.canvas ? "Colours" : (chip.places ?? []).map(([, color]) => color).join(", ") || "Colours";
    case "concept":
      return typeof chip.at === "string" && chip.at !== "anywhere" ? `${chip.name}, ${chip.at.replace("_", " ").replace("center", "centre")}` : chip.name;
    case "feedback":
      return "What you liked";
    default:
      return chip.text;
  }
}
