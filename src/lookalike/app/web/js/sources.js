/** Where the grid takes its pictures from: the whole collection, or the answer to a query. */

import { api } from "./api.js";
import { several } from "./dom.js";
import { SIZE } from "./sections.js";

/** @typedef {import("./grid.js").Source & {says: string, notes: string[]}} Told */

/** Everything, newest first. @param {any} app @param {AbortSignal} signal @returns {Promise<Told>} */
export async function browse(app, signal) {
  const { collection, where } = app.state;
  const page = async (/** @type {number} */ offset, /** @type {number} */ limit, /** @type {AbortSignal} */ stop) =>
    api.images(collection, { offset, limit, where }, stop);
  const { total, images } = await page(0, SIZE, signal);
  const says = `${several(total, "picture")}${where ? " by these filters" : ""}, newest first`;
  return { collection, total, cut: null, first: items(images), label: says, says, notes: [],
    page: async (...asked) => items((await page(...asked)).images) };
}

const items = (/** @type {import("./api.js").Picture[]} */ images) => images.map((picture) => ({ picture }));

/** What answers the query, best first. @param {any} app @param {AbortSignal} signal @returns {Promise<Told>} */
export async function ranked(app, signal) {
  const { collection, rerank, parts, relevant, rounds } = app.state;
  const { q } = app;
  const page = (/** @type {number} */ offset, /** @type {number} */ k, /** @type {AbortSignal} */ stop) => rounds.length
    ? api.feedback(collection, { q, rounds, k, offset }, stop)
    : api.search(collection, { q, k, offset, rerank, parts, relevant: relevant || "" }, stop);
  const { total, hits, took_ms: took, relevant_count: matching, notes } = await page(0, SIZE, signal);
  const cut = matching != null && !relevant && matching < total ? matching : null;
  const found = cut === null ? several(total, "picture") : cut ? `${several(cut, "match").replace("matchs", "matches")}` : "No good match";
  const says = `${found}${cut === null ? (relevant ? " that match" : ", best first") : `, ${several(total, "picture")} in all`} · ${Math.round(took)} ms`;
  return { collection, total, cut, first: hits, label: says, says, notes, page: async (...asked) => (await page(...asked)).hits };
}
