/**
 * The map of the collection: pictures that are alike lie near each other. Dots become small pictures where there is
 * room; it is dragged and zoomed like any map. A frame drawn around pictures lists them, as does the list beside it
 * what is seen, which is also the way through it for those who do not see it. Where something is asked for, the best
 * answers are lit up.
 */

import { api, request, thumbnailUrl } from "./api.js";
import { announce, clamp, count, h, icon, several, sheet } from "./dom.js";
import { following } from "./jobs.js";
import { Points } from "./points.js";
import { Scene } from "./scene.js";

const LISTED = 60;
const FRAMED = 300;
/** Answers that are lit up: a tenth of all pictures, but within these. */
const LIT = [10, 100];

/** @param {HTMLElement} host @param {{app: any}} options */
export async function open(host, { app }) {
  const { collection } = app.state;
  const stopped = new AbortController();
  const { signal } = stopped;
  await sheet("css/map.css");
  const says = h("p", { class: "soft", role: "status" }, "Looking for the map …");
  const bar = /** @type {HTMLProgressElement} */ (h("progress", { max: 1, "aria-label": "The map is being made" }));
  const waiting = h("div", { class: "map-waiting" }, icon("map", "icon large"), says, bar);
  host.append(h("div", { class: "map" }, waiting));
  void start().catch((error) => {
    if (signal.aborted || error.name === "AbortError") return;
    bar.remove();
    says.setAttribute("role", "alert");
    says.textContent = error.detail ?? "The map could not be shown: load the page again.";
    if (!error.detail) console.error(error);
  });

  async function start() {
    let { points, current } = (await fetched(collection, signal)) ?? {};
    if (!points) {
      await made(collection, signal, (job) => {
        if (job.total) bar.value = job.done / job.total;
        says.textContent = job.state === "waiting" ? "The map waits for other work to end …"
          : job.done && job.done * 2 >= job.total ? "Laying the pictures out …" : "Comparing the pictures for the map …";
      });
      ({ points, current } = (await fetched(collection, signal)) ?? {});
    }
    if (signal.aborted) return;
    if (!points) throw { detail: "There is no map yet: try again." };
    const shown = view(host, app, points, signal);
    if (current) return;
    await made(collection, signal, () => {}).catch(() => {});
    const newer = await fetched(collection, signal);
    if (newer && !signal.aborted) shown.renew(newer.points);
  }

  return { end: () => stopped.abort() };
}

/** The map as it was made last, or null. @param {string} collection @param {AbortSignal} signal */
async function fetched(collection, signal) {
  try {
    const answer = await request(`collections/${encodeURIComponent(collection)}/map`, { signal });
    return { points: new Points(await answer.arrayBuffer()), current: answer.headers.get("Lookalike-Current") === "true" };
  } catch (error) {
    if (/** @type {any} */ (error).status === 404) return null;
    throw error;
  }
}

/** Have the map made, and wait for it. @param {string} collection @param {AbortSignal} signal @param {(job: any) => void} told */
async function made(collection, signal, told) {
  const job = await request(`collections/${encodeURIComponent(collection)}/map`, { method: "POST", signal });
  await following(job, signal, told);
}

/** The ids of the best answers to what is asked, if anything is. @param {any} app @param {number} k how many @param {AbortSignal} signal
 *  @returns {Promise<string[]>} */
async function answers(app, k, signal) {
  const { collection, chips, rerank, parts, relevant, rounds } = app.state;
  if (!chips.length && !rounds.length) return [];
  const { hits } = await (rounds.length ? api.feedback(collection, { q: app.q, rounds, k, offset: 0 }, signal)
    : api.search(collection, { q: app.q, rerank, parts, relevant: relevant || "", k }, signal));
  return hits.map(({ picture }) => picture.id);
}

/** @param {HTMLElement} host @param {any} app @param {Points} points @param {AbortSignal} signal */
function view(host, app, points, signal) {
  const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { class: "map-canvas", tabindex: "0", role: "application",
    "aria-label": `Map of ${several(points.count, "picture")}. Arrows move it, plus and minus zoom, 0 shows all. The list beside it has the pictures that are seen.` }));
  const act = (/** @type {string} */ name, /** @type {string} */ picture, /** @type {() => void} */ does, more = {}) =>
    h("button", { type: "button", class: "map-button", "aria-label": name, title: name, onclick: does, ...more }, icon(picture));
  const framing = act("Frame pictures (Shift and drag)", "crop", () => frame(framing.getAttribute("aria-pressed") !== "true"), { "aria-pressed": "false" });
  const peek = h("div", { class: "map-peek", hidden: true, "aria-hidden": "true" }, h("img", { alt: "" }));
  const title = h("h2", {});
  const list = h("ul", { class: "map-list" });
  const only = h("button", { type: "button", class: "pill small primary", hidden: true }, "Show only these");
  const all = h("button", { type: "button", class: "plain", hidden: true, onclick: () => choose(null) }, "Clear");
  const aside = h("aside", { class: "map-side", "aria-label": "Pictures on the map" }, h("div", { class: "map-side-head" }, title, all), only, list);
  const whole = act("Show all (0)", "whole", () => scene.whole());
  const lighting = act("Light up what was found", "search", () => light(!scene.lit), { hidden: true });
  host.replaceChildren(h("div", { class: "map" },
    h("div", { class: "map-stage" }, canvas, peek,
      h("div", { class: "map-tools", role: "toolbar", "aria-label": "Map" }, act("Closer (+)", "plus", () => scene.zoom(1.6)),
        act("Farther (-)", "minus", () => scene.zoom(1 / 1.6)), whole, framing, lighting)), aside));

  let scene = new Scene(canvas, points, app.state.collection);
  scene.onDrawn = listLater;
  /** The pictures that a frame was drawn around. @type {number[]|null} */
  let chosen = null;
  /** What was found, best first. @type {number[]} */
  let found = [];
  let listing = 0;

  /** @param {number} place */
  const show = async (place) => {
    if (place < 0) return;
    scene.active = place;
    scene.draw();
    const picture = await api.image(app.state.collection, scene.points.id(place));
    app.detail({ item: { picture } });
  };

  function listLater() {
    clearTimeout(listing);
    listing = setTimeout(fill, 180);
  }

  function fill() {
    if (signal.aborted) return;
    const { points } = scene;
    const inside = chosen ?? (scene.lit ? found.filter((place) => points.lies(place, scene.box)) : points.within(scene.box));
    const first = chosen ? chosen.toSorted((one, other) => points.lot(one) - points.lot(other)).slice(0, LISTED)
      : scene.lit ? inside.slice(0, LISTED) : points.shown(scene.level + 2, scene.box, LISTED);
    title.textContent = chosen ? `${several(inside.length, "picture")} chosen`
      : scene.lit ? `${count(inside.length)} of the ${several(found.length, "best answer")} in view` : `${several(inside.length, "picture")} in view`;
    all.hidden = !chosen;
    only.hidden = !chosen?.length;
    const few = inside.length <= FRAMED;
    /** @type {HTMLButtonElement} */ (only).disabled = !few;
    only.textContent = few ? "Show only these" : `Choose ${FRAMED} at most to show only these`;
    const key = first.join();
    if (list.dataset.key === key) return;
    list.dataset.key = key;
    list.replaceChildren(...first.map((place, at) => h("li", {}, h("button", { type: "button", class: "map-item", "aria-label": `Picture ${count(at + 1)} of ${count(inside.length)}`,
      onclick: () => show(place), onfocus: () => point(place), onpointerenter: () => point(place) },
    h("img", { src: thumbnailUrl(app.state.collection, points.id(place), 128), alt: "", loading: "lazy", decoding: "async" })))));
  }

  /** Show where a picture of the list is. @param {number} place */
  function point(place) {
    scene.active = place;
    scene.draw();
  }

  /** @param {number[]|null} places */
  function choose(places) {
    chosen = places;
    fill();
    if (places) announce(`${several(places.length, "picture")} chosen`);
  }

  /** Light up what was found, or show all alike. @param {boolean} on */
  function light(on) {
    scene.lit = on && found.length ? new Set(found) : null;
    lighting.hidden = !found.length;
    lighting.setAttribute("aria-pressed", String(Boolean(scene.lit)));
    scene.draw();
  }

  /** Learn what was found, and light it up. */
  async function find() {
    try {
      const most = clamp(Math.round(scene.points.count / 10), LIT[0], LIT[1]);
      found = scene.points.places(await answers(app, most, signal));
    } catch (error) {
      if (signal.aborted) return;
      found = []; // the list says what is wrong with the question
    }
    light(true);
  }

  only.addEventListener("click", () => {
    const ids = (chosen ?? []).map((place) => `'${scene.points.id(place)}'`);
    app.go({ where: `id in (${ids.join(", ")})`, view: "" });
  });

  /** @param {boolean} on */
  function frame(on) {
    framing.setAttribute("aria-pressed", String(on));
    canvas.classList.toggle("framing", on);
  }

  /** @type {Map<number, {left: number, top: number}>} */
  const fingers = new Map();
  let far = 0;
  /** @type {{left: number, top: number}|null} */
  let corner = null;
  const at = (/** @type {MouseEvent} */ event) => ({ left: event.offsetX, top: event.offsetY });

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, at(event));
    far = 0;
    peek.hidden = true;
    if (event.shiftKey || framing.getAttribute("aria-pressed") === "true") corner = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return hover(event);
    const now = at(event);
    far += Math.abs(now.left - before.left) + Math.abs(now.top - before.top);
    if (corner) {
      scene.frame = [Math.min(corner.left, now.left), Math.min(corner.top, now.top), Math.max(corner.left, now.left), Math.max(corner.top, now.top)];
      scene.draw();
    } else if (fingers.size === 1) scene.pan(now.left - before.left, now.top - before.top);
    else {
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1] ?? before;
      const apart = (/** @type {{left: number, top: number}} */ one) => Math.max(20, Math.hypot(one.left - other.left, one.top - other.top));
      scene.zoom(apart(now) / apart(before), (now.left + other.left) / 2, (now.top + other.top) / 2);
    }
    fingers.set(event.pointerId, now);
  });
  const lift = (/** @type {PointerEvent} */ event) => {
    if (!fingers.delete(event.pointerId)) return;
    const { frame: drawn } = scene;
    scene.frame = corner = null;
    if (drawn) {
      choose(scene.points.within([...scene.toMap(drawn[0], drawn[1]), ...scene.toMap(drawn[2], drawn[3])]));
      frame(false);
      scene.draw();
    } else if (far < 6 && event.type === "pointerup") void show(scene.at(event.offsetX, event.offsetY));
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => { peek.hidden = true; });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    peek.hidden = true;
    scene.zoom(2 ** (-event.deltaY * (event.deltaMode ? 20 : 1) / (event.ctrlKey ? 120 : 360)), event.offsetX, event.offsetY);
  }, { passive: false });

  /** Show the picture of a dot that the pointer rests on. @param {PointerEvent} event */
  function hover(event) {
    const place = event.pointerType === "mouse" ? scene.at(event.offsetX, event.offsetY) : -1;
    canvas.classList.toggle("over", place >= 0);
    const tile = scene.tiles.find((each) => each.place === place);
    peek.hidden = place < 0 || (tile !== undefined && tile.width > 130);
    if (peek.hidden) return;
    const image = /** @type {HTMLImageElement} */ (peek.firstElementChild);
    const url = thumbnailUrl(app.state.collection, scene.points.id(place));
    if (image.getAttribute("src") !== url) image.src = url;
    const right = event.offsetX > canvas.clientWidth / 2;
    peek.style.transform = `translate(${event.offsetX + (right ? -16 : 16)}px, ${event.offsetY}px) translate(${right ? "-100%" : "0"}, -50%)`;
  }

  const MOVES = /** @type {Record<string, number[]>} */ ({ ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] });
  canvas.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (move) scene.pan(move[0] * (event.shiftKey ? 240 : 80), move[1] * (event.shiftKey ? 240 : 80));
    else if (event.key === "+" || event.key === "=") scene.zoom(1.4);
    else if (event.key === "-") scene.zoom(1 / 1.4);
    else if (event.key === "0") scene.whole();
    else if (event.key === "Enter") void show(scene.at(scene.width / 2, scene.height / 2));
    else if (event.key === "Escape" && chosen) choose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  const sizes = new ResizeObserver(() => scene.resize());
  sizes.observe(canvas);
  const theme = new MutationObserver(() => scene.draw());
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  signal.addEventListener("abort", () => {
    sizes.disconnect();
    theme.disconnect();
    clearTimeout(listing);
  });
  document.addEventListener("lookalike:query", () => void find(), { signal });
  scene.resize();
  void find();
  return {
    /** Go on with newer points. @param {Points} points */
    renew(points) {
      const { view: before } = scene;
      scene = new Scene(canvas, points, app.state.collection);
      scene.onDrawn = listLater;
      scene.resize();
      scene.view = before;
      choose(null);
      void find();
    },
  };
}
