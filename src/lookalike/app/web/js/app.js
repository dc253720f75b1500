/**
 * Joins all. `app.state` is what is asked; `app.go` changes it, writes the address and asks; the other modules are
 * loaded when they are first needed.
 *
 * Panel modules export `open(host, {app, onDone(chip | chips), onClose(), chip?, …})`, views `open(host, {app})`, and a
 * function that ends them may be returned. Whenever the query changes, `lookalike:query` is dispatched on the document.
 */

import * as address from "./address.js";
import { api } from "./api.js";
import { $, announce, clearToasts, h, toast } from "./dom.js";
import { makeFilters, showFilters } from "./filters.js";
import { Grid } from "./grid.js";
import { showHelp } from "./help.js";
import { hideEmpty, showEmpty, showHints } from "./hints.js";
import { startKeys } from "./keys.js";
import { openPanel, closePanel } from "./panel.js";
import { fromTerms, text } from "./query.js";
import { showRanking } from "./ranking.js";
import { showChips, startSearchbar } from "./searchbar.js";
import { browse, ranked } from "./sources.js";
import { startTheme } from "./theme.js";

const PANELS = /** @type {Record<string, {title: string, load: () => Promise<any>}>} */ ({
  sketch: { title: "Draw what you look for", load: () => import("./canvas.js") },
  color: { title: "Paint the colours", load: () => import("./canvas.js") },
  concept: { title: "Place what is to be seen", load: () => import("./board.js") },
});
const VIEWS = /** @type {Record<string, () => Promise<any>>} */ ({
  map: () => import("./map.js"),
  compare: () => import("./compare.js"),
});

export const app = {
  /** What is asked. `rounds` are those of feedback: [{liked: [id], disliked: [id]}]. */
  state: { collection: "", /** @type {import("./query.js").Chip[]} */ chips: [], where: "", rerank: "", parts: "",
    relevant: false, view: "", open: "", teach: false, /** @type {{liked: string[], disliked: string[]}[]} */ rounds: [] },
  /** The collection as the server tells of it. @type {any} */
  info: null,
  /** @type {Grid} */
  grid: /** @type {any} */ (null),
  /** Thumbs that wait to be applied as a round, and the query that they are of. */
  pending: { q: "", liked: /** @type {string[]} */ ([]), disliked: /** @type {string[]} */ ([]) },
  folds: localStorage.getItem("lookalike.fold") !== "no",
  /** Whether the next click on a picture begins a search for a part of it. */
  picking: false,

  /** The query as text. */
  get q() {
    return text(app.state.chips, app.state.where);
  },

  /** Ask something else. @param {Partial<typeof app.state>} changes @param {{replace?: boolean}} [how] */
  go(changes, { replace = false } = {}) {
    const asksAnew = Object.keys(changes).some((name) => name !== "open" && name !== "view");
    if (asksAnew) clearToasts(); // they were of what was asked before
    Object.assign(app.state, changes);
    if ("chips" in changes && !("view" in changes) && app.state.view === "map") app.state.view = "";
    const { chips, where, rounds } = app.state;
    const opens = Boolean(changes.open) && (!replace || history.state?.opens);
    history[replace ? "replaceState" : "pushState"]({ chips, where, rounds, opens }, "", address.written({ ...app.state, q: app.q }));
    return app.show(asksAnew);
  },

  /** Add to what is looked for. @param {import("./query.js").Chip[]} chips */
  add(chips) {
    leave();
    return app.go({ chips: [...app.state.chips, ...chips], rounds: [], open: "" });
  },

  /** Look for pictures like one. @param {{picture: {id: string}}} item */
  more(item) {
    leave();
    scrollTo({ top: 0, behavior: "instant" });
    return app.go({ chips: [{ kind: "image", id: item.picture.id, weight: 1 }], rounds: [], open: "" });
  },

  /** Begin a scheme: its panel, the file chooser, or the search bar. @param {string} scheme */
  begin(scheme) {
    if (scheme === "words") $("words").focus();
    else if (scheme === "picture") $("file").click();
    else if (scheme === "part") app.pick(true);
    else app.compose(scheme);
  },

  /** Wait for the picture of which a part is meant. @param {boolean} on */
  pick(on) {
    app.picking = on;
    document.documentElement.classList.toggle("picking", on);
    $("picking").hidden = !on;
    if (on) announce("Choose a picture, then draw a box on it.");
  },

  /** Open the canvas or the board. @param {string} scheme @param {number} [place] of the chip that is changed */
  compose(scheme, place) {
    const chip = place === undefined ? undefined : app.state.chips[place];
    const isBoard = scheme === "concept";
    const rest = app.state.chips.filter((each, at) => (isBoard ? each.kind !== "concept" : at !== place));
    const onDone = (/** @type {any} */ made) => {
      closePanel();
      app.go({ chips: [...rest, ...[made].flat()], rounds: [] });
    };
    const options = { app, mode: scheme, chip, chips: app.state.chips.filter((each) => each.kind === scheme), onDone,
      onClose: closePanel };
    return openPanel({ title: PANELS[scheme].title, className: "composer" }, async (host) =>
      (await PANELS[scheme].load()).open(host, options));
  },

  /** Change a chip of the search bar. @param {number} place */
  edit(place) {
    const chip = app.state.chips[place];
    if (chip.kind === "image") return app.detail({ chip, region: true, place });
    if (chip.kind !== "words") return app.compose(chip.kind, place);
    const input = /** @type {HTMLInputElement} */ ($("words"));
    app.go({ chips: app.state.chips.toSpliced(place, 1) });
    input.value = chip.text;
    input.focus();
  },

  /** Show a picture large. @param {{item?: any, index?: number, chip?: any, region?: boolean, why?: boolean, place?: number}} what */
  detail(what) {
    const { item, place } = what;
    app.pick(false);
    if (item && app.state.open !== item.picture.id) app.go({ open: item.picture.id });
    const onDone = (/** @type {any} */ made) => {
      leave();
      const { chips } = app.state;
      app.go({ chips: place === undefined ? [made].flat() : chips.toSpliced(place, 1, ...[made].flat()), rounds: [], open: "" });
    };
    const onClose = () => {
      if (!app.state.open) return;
      if (history.state?.opens) history.back(); // to the list as it was before
      else app.go({ open: "" }, { replace: true });
    };
    return openPanel({ title: item?.picture.name ?? "Picture", className: "detail", onClose }, async (host) =>
      (await import("./detail.js")).open(host, { app, ...what, onDone, onClose: closePanel }));
  },

  /** "liked", "disliked" or null. @param {any} item @returns {string|null} */
  verdict(item) {
    const { id } = item.picture;
    const waiting = app.pending.q === app.q ? [app.pending] : [];
    for (const { liked, disliked } of [...app.state.rounds, ...waiting].toReversed()) {
      if (liked.includes(id)) return "liked";
      if (disliked.includes(id)) return "disliked";
    }
    return null;
  },

  /** @param {any} item @param {boolean} liked */
  async judge(item, liked) {
    await (await import("./feedback.js")).judge(app, item, liked);
  },

  /** Fold near-duplicates, or show each. @param {boolean} on */
  fold(on) {
    app.folds = on;
    localStorage.setItem("lookalike.fold", on ? "yes" : "no");
    return app.show(true);
  },

  /** Chips and condition of a query text. @param {string} q */
  async understood(q) {
    const { terms, where } = await api.query(app.state.collection, q);
    return { chips: fromTerms(terms), where: where ?? "" };
  },

  /** Bring the page in line with the state. @param {boolean} asksAnew */
  async show(asksAnew) {
    showChips(app);
    showFilters($("filters-on"), app);
    showHints(app);
    if (app.state.rounds.length) void import("./feedback.js").then(({ show }) => show(app));
    else if (app.pending.q !== app.q) $("feedback").replaceChildren();
    for (const button of document.querySelectorAll("[data-view]"))
      button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.view === app.state.view));
    if (asksAnew) document.dispatchEvent(new CustomEvent("lookalike:query", { detail: { q: app.q } }));
    await showView();
    if (asksAnew && !app.state.view) await search();
  },

  /** Ask again. */
  search: () => search(),

  /** Say in place of an answer why there is none. @param {any} error */
  async refuse(error) {
    if (app.state.view) await app.go({ view: "" });
    asking?.abort();
    asking = null;
    $("hints").hidden = true;
    $("list").removeAttribute("aria-busy");
    fail(error);
  },
};

/** Close what is open, on the way to something else: what was open stays in the history. */
function leave() {
  app.state.open = "";
  closePanel();
}

let shownView = "";
/** @type {(() => void)|undefined} */
let endView;

async function showView() {
  const { view } = app.state;
  if (view === shownView) return;
  endView?.();
  endView = undefined;
  shownView = view;
  const host = h("div"); // of its own: a view may be left while it is still on its way
  $("view").replaceChildren(host);
  $("view").hidden = !view;
  for (const ofTheList of ["list", "status", "notes"]) $(ofTheList).hidden = Boolean(view);
  if (!view) return search();
  if (!VIEWS[view]) return app.go({ view: "" }, { replace: true });
  try {
    const end = (await (await VIEWS[view]()).open(host, { app }))?.end;
    if (host.isConnected) endView = end;
    else end?.();
  } catch (error) {
    fail(error);
  }
}

/** @type {AbortController|null} */
let asking = null;
/** Milliseconds after which a search says that it is under way. */
const SLOW = 400;

async function search() {
  asking?.abort();
  const mine = (asking = new AbortController());
  $("list").setAttribute("aria-busy", "true");
  const slow = setTimeout(() => ($("status").textContent = "Searching …"), SLOW);
  try {
    const source = await (app.state.chips.length || app.state.rounds.length ? ranked(app, mine.signal) : browse(app, mine.signal));
    if (mine !== asking) return;
    hideEmpty();
    scrollTo({ top: 0, behavior: "instant" });
    app.grid.show(source);
    $("status").textContent = source.says;
    announce(source.says);
    $("notes").replaceChildren(...source.notes.map((note) => h("li", {}, note)));
    if (!source.total) nothing();
    else void judge(source, mine.signal);
  } catch (error) {
    if (mine === asking) fail(error);
  } finally {
    clearTimeout(slow);
    if (mine === asking) $("list").removeAttribute("aria-busy");
  }
}

/** Learn how many match, once what was found is on the screen. @param {import("./sources.js").Told} source @param {AbortSignal} signal */
async function judge(source, signal) {
  if (!source.judged) return;
  await app.grid.settled();
  const found = signal.aborted ? null : await source.judged(signal).catch(() => null);
  if (!found || signal.aborted) return;
  source.likely = found.likely;
  app.grid.cut(found.count, found.more);
  $("status").textContent = source.saying(found.count);
}

/** @param {any} error */
function fail(error) {
  if (error.name === "AbortError") return;
  app.grid.clear();
  $("status").textContent = "";
  $("notes").replaceChildren();
  const mistaken = error.status >= 400 && error.status < 500; // the same will fail again
  showEmpty({ kind: "alert", title: mistaken ? "Nothing can be found by that" : "That did not work",
    says: error.detail ?? "Something went wrong in this page: load it again.",
    actions: [...(mistaken ? [] : [/** @type {[string, () => void]} */ (["Try again", () => app.search()])]), ["Start over", () => app.go({ chips: [], where: "", rounds: [], rerank: "", parts: "", view: "" })]] });
  if (!error.detail) console.error(error);
}

function nothing() {
  const { chips, where, relevant } = app.state;
  if (where) showEmpty({ title: "No picture meets these filters", says: "Take one away, or widen the dates.",
    actions: [["Clear filters", () => app.go({ where: "" })]] });
  else if (relevant && chips.length) showEmpty({ title: "Nothing matches", says: "No picture is likely to be what you look for.",
    actions: [["Show the nearest", () => app.go({ relevant: false })]] });
  else if (chips.length) showEmpty({ title: "Nothing was found", says: "Nothing here can be compared with what you look for." });
  else showEmpty({ title: "There are no pictures here yet", says: "Add some with: lookalike index and the folder's name." });
}

/** Take the state from the address. @param {any} kept what history keeps of it */
async function restore(kept) {
  const { q, ...asked } = address.read(location.search);
  const known = kept ?? (q ? await app.understood(q).catch((error) => fail(error)) : { chips: [], where: "" });
  if (!known) return;
  const before = app.q + app.state.rerank + app.state.parts + app.state.relevant + JSON.stringify(app.state.rounds);
  Object.assign(app.state, asked, { collection: app.info.name, rounds: [] }, known);
  const after = app.q + app.state.rerank + app.state.parts + app.state.relevant + JSON.stringify(app.state.rounds);
  await app.show(before !== after || !app.grid.source);
  const { open } = app.state;
  if (!open) return;
  const picture = await api.image(app.info.name, open).catch(() => null);
  if (picture) app.detail({ item: { picture } });
  else app.go({ open: "" }, { replace: true });
}

/** @param {any[]} collections @param {string} name */
async function choose(collections, name) {
  app.info = collections.find((each) => each.name === name) ?? collections[0];
  app.state.collection = app.info.name;
  const select = /** @type {HTMLSelectElement} */ ($("collection"));
  select.replaceChildren(...collections.map((each) => h("option", { value: each.name, selected: each === app.info }, each.name)));
  select.hidden = collections.length < 2;
  for (const button of document.querySelectorAll("[data-scheme]")) {
    const { scheme = "" } = /** @type {HTMLElement} */ (button).dataset;
    /** @type {HTMLElement} */ (button).hidden = !app.info.schemes[scheme === "picture" || scheme === "part" ? "image" : scheme];
  }
  makeFilters($("filters"), app);
  showRanking($("ranking"), app);
  $("hints").replaceChildren();
  document.title = `${app.info.name} · Lookalike`;
}

async function start() {
  startTheme();
  app.grid = new Grid($("grid"), {
    open: (item, index) => app.detail({ item, index, region: app.picking }),
    more: (item) => app.more(item),
    part: (item, index) => app.detail({ item, index, region: true }),
    why: async (item, index, node, how) => how === "click" ? app.detail({ item, index, why: true })
      : (await import("./peek.js")).peek(app, node, item, { toggles: how === "key" }),
    judge: (item, liked) => app.judge(item, liked),
    verdict: (item) => app.verdict(item),
  });
  startSearchbar(app);
  startKeys(app);
  $("help").addEventListener("click", () => showHelp());
  $("stop-picking").addEventListener("click", () => app.pick(false));
  for (const button of document.querySelectorAll("[data-view]"))
    button.addEventListener("click", () => app.go({ view: /** @type {HTMLElement} */ (button).dataset.view }));
  try {
    const collections = await api.collections();
    if (!collections.length) return showEmpty({ title: "No collection is served", says: "Start the server with one: lookalike serve photos.lance" });
    const { collection } = address.read(location.search);
    await choose(collections, collection);
    if (collection && collection !== app.info.name) toast(`There is no collection ${collection} here: this is ${app.info.name}.`);
    $("collection").addEventListener("change", async (event) => {
      await choose(collections, /** @type {HTMLSelectElement} */ (event.target).value);
      app.go({ collection: app.info.name, where: "", parts: "", rounds: [], chips: app.state.chips.filter((chip) => !("id" in chip)) });
    });
    addEventListener("popstate", (event) => {
      leave();
      void restore(event.state);
    });
    await restore(history.state);
  } catch (error) {
    fail(error);
  }
}

void start();
