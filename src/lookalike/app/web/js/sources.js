/** Where the grid takes its pictures from: the whole collection, or the answer to a query. */

import { api } from "./api.js";
import { count, several } from "./dom.js";
import { SIZE } from "./sections.js";

/**
 * What the grid shows, with what is said of it. `judged` asks how many match and how likely each does, which costs a
 * second search: it is for when the first hits are on the screen.
 *
 * @typedef {import("./grid.js").Source & {says: string, notes: string[], saying(matching: number|null): string,
 *   judged?(signal: AbortSignal): Promise<{count: number, likely: Map<string, number>}|null>}} Told
 */

/** Everything, newest first. @param {any} app @param {AbortSignal} signal @returns {Promise<Told>} */
export async function browse(app, signal) {
  const { collection, where } = app.state;
  const page = async (/** @type {number} */ offset, /** @type {number} */ limit, /** @type {AbortSignal} */ stop) =>
    api.images(collection, { offset, limit, where }, stop);
  const { total, images } = await page(0, SIZE, signal);
  const says = `${several(total, "picture")}${where ? " by these filters" : ""}, newest first`;
  return { collection, total, cut: null, first: items(images), label: says, says, saying: () => says, notes: [],
    page: async (...asked) => items((await page(...asked)).images) };
}

const items = (/** @type {import("./api.js").Picture[]} */ images) => images.map((picture) => ({ picture }));

/** What answers the query, best first. @param {any} app @param {AbortSignal} signal @returns {Promise<Told>} */
export async function ranked(app, signal) {
  const { collection, rerank, relevant, rounds } = app.state;
  const { q } = app;
  const asked = { q, rerank, relevant: relevant || "" };
  const page = (/** @type {number} */ offset, /** @type {number} */ k, /** @type {AbortSignal} */ stop) => rounds.length
    ? api.feedback(collection, { q, rounds, k, offset }, stop)
    : api.search(collection, { ...asked, k, offset }, stop);
  const { total, hits, took_ms: took, relevant_count: known, notes } = await page(0, SIZE, signal);
  const cut = relevant || known === total ? null : known;
  const saying = (/** @type {number|null} */ matching) => `${told(matching, total, relevant)} · ${Math.round(took)} ms`;
  const says = saying(cut);
  const judged = relevant || rounds.length || cut !== null ? undefined : async (/** @type {AbortSignal} */ stop) => {
    const answer = await api.search(collection, { ...asked, relevant: true, k: LIKELY }, stop);
    const matching = answer.relevant_count;
    const inOrder = answer.hits.slice(0, hits.length).every((hit, place) => hit.picture.id === hits[place].picture.id);
    if (matching === null || !inOrder) return null; // the line would stand in the wrong place
    return { count: matching, likely: new Map(answer.hits.map((hit) => [hit.picture.id, hit.probability ?? 0])) };
  };
  return { collection, total, cut, first: hits, label: says, says, saying, notes, judged,
    page: async (...which) => (await page(...which)).hits };
}

/** Matches whose probability is shown. */
const LIKELY = 2 * SIZE;

/** @param {number|null} matching @param {number} total @param {boolean} relevant */
function told(matching, total, relevant) {
  if (matching === null) return `${several(total, "picture")}${relevant ? " that match" : ", best first"}`;
  const matches = matching === 0 ? "No good match" : matching === 1 ? "1 match" : `${count(matching)} matches`;
  return `${matches}, ${several(total, "picture")} in all`;
}
