/** Where the grid takes its pictures from: the whole collection, or the answer to a query. */

import { api } from "./api.js";
import { count, several } from "./dom.js";
import { folder } from "./groups.js";
import { SIZE } from "./sections.js";

/**
 * What the grid shows, with what is said of it. `judged` asks how many match and how likely each does, which costs a
 * second search: it is for when the first hits are on the screen.
 *
 * @typedef {import("./grid.js").Source & {says: string, notes: string[], saying(matches: number|null): string,
 *   judged?(signal: AbortSignal): Promise<{count: number, more: boolean, likely: Map<string, number>}|null>}} Told
 */

/** Everything, newest first, and by name what has no date. @param {any} app @param {AbortSignal} signal @returns {Promise<Told>} */
export async function browse(app, signal) {
  const { collection, where } = app.state;
  const page = async (/** @type {number} */ offset, /** @type {number} */ limit, /** @type {AbortSignal} */ stop) =>
    api.images(collection, { offset, limit, where }, stop);
  const [{ total, images }, fold] = await Promise.all([page(0, SIZE, signal), folder(app)]);
  const says = `${several(total, "picture")}${where ? " by these filters" : ""}, ${app.info.taken ? "newest first" : "by name"}`;
  return { collection, total, cut: null, first: fold(items(images), 0), label: says, says, saying: () => says, notes: [],
    page: async (offset, ...rest) => fold(items((await page(offset, ...rest)).images), offset) };
}

const items = (/** @type {import("./api.js").Picture[]} */ images) => images.map((picture) => ({ picture }));

/** The server's reach in rounds of feedback. */
const REACH = 10_000;

/** Hits that are on the screen at first, whose small pictures come along with the answer. */
const ON_SCREEN = 32;

/** How many pictures are left to be shown. @param {number} total @param {{liked: string[], disliked: string[]}[]} rounds */
const unjudged = (total, rounds) =>
  Math.min(REACH, total - new Set(rounds.flatMap(({ liked, disliked }) => [...liked, ...disliked])).size);

/** What answers the query, best first. @param {any} app @param {AbortSignal} signal @returns {Promise<Told>} */
export async function ranked(app, signal) {
  const { collection, chips, rerank, parts, relevant, rounds, teach } = app.state;
  const { q } = app;
  if (relevant && !rounds.length) return matching(app, signal);
  const page = (/** @type {number} */ offset, /** @type {number} */ k, /** @type {AbortSignal} */ stop) => rounds.length
    ? api.feedback(collection, { q, rounds, k, offset, teach }, stop)
    : api.search(collection, { q, rerank, parts, k, offset, thumbnails: offset ? "" : ON_SCREEN }, stop);
  const [{ total: all, hits, took_ms: took, notes }, fold] = await Promise.all([page(0, SIZE, signal), folder(app)]);
  const total = rounds.length ? unjudged(all, rounds) : all;
  const saying = (/** @type {number|null} */ count) => `${told(count, total)} · ${Math.round(took)} ms`;
  const judged = async (/** @type {AbortSignal} */ stop) => {
    const { hits: likely } = await api.search(collection, { q, rerank, relevant: true, k: MOST }, stop);
    const known = new Map(likely.map((hit) => [hit.picture.id, hit.probability ?? 0]));
    const above = hits.slice(0, likely.length);
    const matching = above.filter(({ picture }) => known.has(picture.id)).length;
    // Each picture is judged by its own neighbours too, so that one farther down may match where one above it does not.
    if (matching < MOSTLY * above.length || likely.length === Math.min(MOST, total)) return null; // there is no line to draw
    return { count: likely.length, more: matching < above.length, likely: known };
  };
  const drawn = chips.length === 1 && chips[0].kind === "sketch" && app.info.schemes.seen && !rounds.length;
  return { collection, total, cut: null, first: fold(hits, 0), label: saying(null), says: saying(null), saying,
    notes: drawn ? [...notes, "A drawing finds far better with a word beside it: add what it is."] : notes,
    best: teach ? undefined : hits[0]?.score,
    judged: chips.length && chips.every(byPicture) && !rounds.length && !parts ? judged : undefined,
    page: async (offset, ...rest) => fold((await page(offset, ...rest)).hits, offset) };
}

/**
 * How likely a match is can be told of wanted pictures: it is learnt from scores of whole pictures against each other, to
 * which those of parts and drawings do not compare.
 * @param {import("./query.js").Chip} chip
 */
const byPicture = (chip) => chip.kind === "image" && chip.weight > 0 && !chip.box && !chip.text;

/** The share of matches above the line, at the least. */
const MOSTLY = 0.75;

/** Matches that are asked for at once: the most that an answer may hold. */
const MOST = 500;

/** Only what matches. @param {any} app @param {AbortSignal} signal @returns {Promise<Told>} */
async function matching(app, signal) {
  const { collection, rerank } = app.state;
  const { hits, took_ms: took, notes } = await api.search(collection, { q: app.q, rerank, relevant: true, k: MOST }, signal);
  const fold = await folder(app);
  const says = `${hits.length === 1 ? "1 match" : `${count(hits.length)} matches`} · ${Math.round(took)} ms`;
  return { collection, total: hits.length, cut: null, first: fold(hits.slice(0, SIZE), 0), label: says, says, saying: () => says, notes,
    best: hits[0]?.score,
    page: async (offset, limit) => fold(hits.slice(offset, offset + limit), offset) };
}

/** @param {number|null} matches @param {number} total */
function told(matches, total) {
  if (matches === null) return `${several(total, "picture")}, best first`;
  const words = matches === 0 ? "No good match" : matches === 1 ? "1 match" : `${count(matches)} matches`;
  return `${words}, ${several(total, "picture")} in all`;
}
