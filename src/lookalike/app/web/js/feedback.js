/**
 * What is said of hits, and the query that it makes. Thumbs wait in `app.pending` until they are applied as a round; rounds
 * are kept in the state, so that the back button undoes them, and can be saved as a session that the command line reads.
 */

import { thumbnailUrl } from "./api.js";
import { $, announce, h, icon, several, sheet } from "./dom.js";

/** Pictures that are shown of each kind. */
const SHOWN = 6;
/** How many of the first hits are looked at for what is new among them. */
const FIRST = 20;
/** What the last round changed. */
let changed = "";

/** Say that a hit is wanted or not; saying it again takes it back. @param {any} app @param {any} item @param {boolean} liked */
export async function judge(app, item, liked) {
  await sheet("css/feedback.css");
  const { id } = item.picture;
  const pending = current(app);
  const name = liked ? "liked" : "disliked";
  const again = pending[name].includes(id);
  for (const side of /** @type {const} */ (["liked", "disliked"])) pending[side] = pending[side].filter((each) => each !== id);
  if (!again) pending[name].push(id);
  app.pending = pending;
  mark(app, item);
  show(app);
  announce(again ? "Taken back." : `${item.picture.name}: ${liked ? "a good hit" : "not a good hit"}. ${several(waiting(app), "mark")} to apply.`);
}

/** Thumbs that belong to what is asked now. @param {any} app @returns {{q: string, liked: string[], disliked: string[]}} */
function current(app) {
  return app.pending.q === app.q ? app.pending : { q: app.q, liked: [], disliked: [] };
}

/** @param {any} app */
function waiting(app) {
  const { liked, disliked } = current(app);
  return liked.length + disliked.length;
}

/** Let the tile of a picture show what was said of it. @param {any} app @param {any} item */
function mark(app, item) {
  const verdict = app.verdict(item);
  const tile = app.grid.host.querySelector(`.tile[data-id="${item.picture.id}"]`);
  for (const each of ["liked", "disliked"]) tile?.classList.toggle(each, verdict === each);
  tile?.querySelector('[data-does="like"]')?.setAttribute("aria-pressed", String(verdict === "liked"));
  tile?.querySelector('[data-does="dislike"]')?.setAttribute("aria-pressed", String(verdict === "disliked"));
}

/** Bring the bar in line with the state. @param {any} app */
export async function show(app) {
  await sheet("css/feedback.css");
  const host = $("feedback");
  const { rounds, collection } = app.state;
  const pending = current(app);
  const count = waiting(app);
  if (!rounds.length && !count) {
    changed = "";
    return host.replaceChildren();
  }
  const all = [...rounds, pending];
  const judged = new Map(all.flatMap(({ liked, disliked }) => [...liked.map((/** @type {string} */ id) => [id, true]), ...disliked.map((/** @type {string} */ id) => [id, false])]));
  const of = (/** @type {boolean} */ side) => [...judged].filter(([, liked]) => liked === side).map(([id]) => id);
  const [likes, dislikes] = [of(true), of(false)];
  const focused = /** @type {HTMLElement|null} */ (document.activeElement)?.closest?.("#feedback [data-act]")?.getAttribute("data-act");
  const button = (/** @type {string} */ act, /** @type {string} */ name, /** @type {string} */ picture, /** @type {() => void} */ onclick, pressed = "") =>
    h("button", { type: "button", class: "pill small", "data-act": act, title: name, onclick, "aria-pressed": pressed || null }, icon(picture, "icon small"), h("span", { class: "label" }, name));
  const canApply = count > 0 && likes.length + app.state.chips.length > 0;
  host.replaceChildren(h("div", { class: "judging", role: "region", "aria-label": "What you said of the hits" },
    h("div", { class: "said" }, strip(collection, likes, "liked"), strip(collection, dislikes, "disliked"),
      h("p", {}, h("strong", {}, rounds.length ? `Round ${rounds.length + (count ? 1 : 0)}` : "Refine this search"), " ",
        h("span", { class: "soft" }, (!count && changed) || `${likes.length} good, ${dislikes.length} not`))),
    h("div", { class: "acts" },
      h("button", { type: "button", class: "pill small primary", "data-act": "apply", disabled: !canApply, title: canApply ? "" : "Mark a good hit first", onclick: () => apply(app) }, count ? `Refine by ${count}` : "Refined"),
      button("undo", "Undo", "undo", () => undo(app)),
      button("teach", "Show what teaches most", "eye", () => teach(app), String(Boolean(app.state.teach))),
      button("save", "Save session", "stack", () => save(app)),
      button("stop", "Start over", "close", () => stop(app)))));
  if (focused) /** @type {HTMLElement|null} */ (host.querySelector(`[data-act="${focused}"]:enabled`) ?? host.querySelector('[data-act="undo"]'))?.focus();
}

/** @param {string} collection @param {string[]} ids @param {string} kind */
function strip(collection, ids, kind) {
  if (!ids.length) return null;
  const rest = ids.length - SHOWN;
  return h("ul", { class: `strip ${kind}`, "aria-label": `${several(ids.length, "picture")} ${kind}` },
    ids.slice(-SHOWN).map((id) => h("li", {}, h("img", { src: thumbnailUrl(collection, id, 64), alt: "" }))), rest > 0 && h("li", { class: "rest" }, `+${rest}`));
}

/** Ask by all that was said. @param {any} app */
async function apply(app) {
  if (!waiting(app)) return; // the second click of two
  const { liked, disliked } = current(app);
  const before = first(app);
  app.pending = { q: "", liked: [], disliked: [] };
  changed = "";
  await app.go({ rounds: [...app.state.rounds, { liked, disliked }], teach: false });
  const fresh = first(app).filter((/** @type {string} */ id) => !before.includes(id));
  changed = fresh.length ? `${fresh.length} of the first ${Math.min(FIRST, first(app).length)} are new` : "the first hits stay as they were";
  for (const id of fresh) app.grid.host.querySelector(`.tile[data-id="${id}"]`)?.classList.add("fresh");
  announce(`Refined: ${changed}.`);
  await show(app);
}

/** The first hits. @param {any} app @returns {string[]} */
function first(app) {
  return (app.grid.sections.all[0]?.items ?? []).slice(0, FIRST).map((/** @type {any} */ { picture }) => picture.id);
}

/** Take back what waits, or else the last round. @param {any} app */
function undo(app) {
  changed = "";
  if (!waiting(app)) return app.go({ rounds: app.state.rounds.slice(0, -1), teach: false });
  app.pending = { q: "", liked: [], disliked: [] };
  app.grid.refresh();
  return show(app);
}

/** Show the pictures of which least is known, or again the best. @param {any} app */
async function teach(app) {
  if (waiting(app)) await apply(app);
  return app.go({ teach: !app.state.teach });
}

/** @param {any} app */
function stop(app) {
  app.pending = { q: "", liked: [], disliked: [] };
  changed = "";
  if (app.state.rounds.length) return app.go({ rounds: [], teach: false });
  app.grid.refresh();
  return show(app);
}

/** As a file that `lookalike search --session` continues. @param {any} app */
function save(app) {
  const pending = current(app);
  const rounds = [...app.state.rounds, ...(waiting(app) ? [{ liked: pending.liked, disliked: pending.disliked }] : [])];
  const session = { query: app.q || null, by: "classifier", rounds };
  const href = URL.createObjectURL(new Blob([`${JSON.stringify(session, null, 1)}\n`], { type: "application/json" }));
  h("a", { href, download: "lookalike-session.json" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
