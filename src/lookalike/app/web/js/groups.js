/** Near-duplicates: pictures that were made of each other are folded into the first of them, which tells how many. */

import { api, request } from "./api.js";
import { announce, several, toast } from "./dom.js";

/** Milliseconds between two looks at the search for duplicates. */
const LOOK = 700;

/** For the collection that was asked last: its name, and the group of each picture in one. */
let known = { collection: "", groups: /** @type {Map<string, number>|null} */ (null) };

/** @param {string} collection @returns {Promise<Map<string, number>>} */
async function groupsOf(collection) {
  if (known.collection === collection && known.groups) return known.groups;
  const { groups } = await api.groups(collection).catch(() => ({ groups: [] }));
  const of = new Map(groups.flatMap((/** @type {string[]} */ ids, /** @type {number} */ place) => ids.map((id) => [id, place])));
  known = { collection, groups: of };
  return of;
}

/** Whether pictures have come or gone since groups were found. @param {string} collection @returns {Promise<boolean>} */
export async function outdated(collection) {
  const { groups, current } = await api.groups(collection);
  return groups.length > 0 && !current;
}

/** Folds the pictures of a page. @param {any} app @returns {Promise<(items: any[], start: number) => any[]>} */
export async function folder(app) {
  if (!app.folds) return (items) => items;
  const groups = await groupsOf(app.state.collection);
  return (items, start) => folded(items, start, groups);
}

/**
 * @param {any[]} items @param {number} start the place of the first in the whole list
 * @param {Map<string, number>} groups
 */
export function folded(items, start, groups) {
  /** @type {Map<number, any>} */
  const first = new Map();
  /** @type {any[]} */
  const kept = [];
  items.forEach((item, place) => {
    const group = groups.get(item.picture.id);
    const known = group === undefined ? undefined : first.get(group);
    const own = { ...item, at: start + place };
    if (known) known.folded = [...(known.folded ?? []), own];
    else {
      kept.push(own);
      if (group !== undefined) first.set(group, own);
    }
  });
  return kept;
}

/** Look for near-duplicates in the whole collection, and fold them. @param {any} app @param {(says: string) => void} tell */
export async function find(app, tell) {
  const { collection } = app.state;
  let job = await request(`collections/${encodeURIComponent(collection)}/duplicates`);
  while (job.state === "waiting" || job.state === "running") {
    tell(job.total ? `Looking: ${Math.round((100 * job.done) / job.total)} %` : "Looking…");
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    job = await request(`jobs/${job.id}`);
  }
  if (job.state !== "done") return toast(job.detail ?? "The search for near-duplicates was ended.", "bad");
  known = { collection: "", groups: null };
  const groups = new Set((await groupsOf(collection)).values()).size;
  const says = groups ? `${several(groups, "group")} of near-duplicates found` : "There are no near-duplicates";
  announce(says);
  toast(`${says}.`);
  app.fold(true);
}
