/** A picture large: what is known of it, why it is there, and searches that begin with it. */

import { api, pictureUrl, thumbnailUrl, uploadUrl } from "./api.js";
import { Box } from "./box.js";
import { $, announce, h, icon, sheet } from "./dom.js";
import { facts } from "./facts.js";
import { layers, shown } from "./layers.js";
import { bars, plain } from "./parts.js";
import { Stage } from "./stage.js";
import { percent } from "./tile.js";

/**
 * @param {HTMLElement} host
 * @param {{app: any, item?: any, index?: number, chip?: any, region?: boolean, why?: boolean, place?: number,
 *   onDone(chip: any): void, onClose(): void}} options
 */
export async function open(host, options) {
  await sheet("css/detail.css");
  new Detail(host, options).start();
}

class Detail {
  /** @param {HTMLElement} host @param {any} options */
  constructor(host, options) {
    Object.assign(this, options);
    const { app, item, index, chip, region, why } = options;
    this.host = host;
    this.app = app;
    this.item = item;
    this.index = index;
    this.chip = chip;
    this.region = Boolean(region);
    this.wanted = why ? "heat" : "";
    this.onDone = options.onDone;
    this.onClose = options.onClose;
    this.asking = new AbortController();
    /** @type {Map<string, any>} */
    this.known = new Map();
    this.views = h("div", { class: "layers", role: "toolbar", "aria-label": "What is shown" });
    this.says = h("p", { class: "telling soft", "aria-live": "polite" });
    this.side = h("aside", { class: "side", "aria-label": "About this picture" });
    this.room = h("div", { class: "stage", tabindex: "-1" });
    this.stage = new Stage(this.room);
    this.dialog = /** @type {HTMLDialogElement} */ (host.closest("dialog"));
  }

  start() {
    const main = h("div", { class: "main" }, this.views, h("div", { class: "middle" }, this.#step("left", -1), this.room, this.#step("right", 1)), this.says);
    this.host.replaceChildren(h("div", { class: "detail-body" }, main, this.side));
    this.dialog.addEventListener("keydown", (event) => this.#pressed(event));
    this.dialog.addEventListener("cancel", (event) => {
      if (!this.region || !this.item) return;
      event.preventDefault();
      this.part(false);
    });
    this.dialog.addEventListener("close", () => {
      this.asking.abort();
      this.stage.end();
      if (this.index !== undefined) this.app.grid.focus(this.index);
    });
    this.show();
    this.room.focus({ preventScroll: true });
  }

  get collection() {
    return this.app.state.collection;
  }

  /** @param {"left"|"right"} way @param {number} by */
  #step(way, by) {
    const name = by < 0 ? "Previous picture (←)" : "Next picture (→)";
    return h("button", { type: "button", class: "round step", hidden: this.index === undefined, "aria-label": name, title: name, onclick: () => this.go(by) }, icon(way));
  }

  /** To another picture of the list. @param {number} by */
  async go(by) {
    if (this.index === undefined || this.region) return;
    const next = await this.app.grid.beside(this.index, by);
    if (!next) return announce(by < 0 ? "This is the first picture." : "This is the last picture.");
    this.index = next.index;
    this.item = next.item;
    this.app.go({ open: this.item.picture.id }, { replace: true });
    this.show();
  }

  show() {
    this.asking.abort();
    this.asking = new AbortController();
    this.reason = 0;
    this.told = this.known.get(this.item?.picture.id);
    const name = this.item?.picture.name ?? "Part of a picture";
    this.dialog.setAttribute("aria-label", name);
    /** @type {HTMLElement} */ (this.dialog.querySelector("h2")).replaceChildren(name);
    announce(name);
    this.#side();
    this.draw();
    if (this.item && this.item.score !== undefined && !this.told) void this.explain();
  }

  get picture() {
    if (this.item) return shown(this.collection, this.item.picture);
    const { upload, id } = this.chip;
    return { src: upload ? uploadUrl(upload) : pictureUrl(this.collection, id), fallback: id && thumbnailUrl(this.collection, id), alt: "The picture of the query" };
  }

  /** Ask why the picture is there: at first what comes quickly, then points. */
  async explain() {
    const { signal } = this.asking;
    const { id } = this.item.picture;
    const q = this.app.q || `image("${id}")`;
    this.views.setAttribute("aria-busy", "true");
    try {
      for (const points of [false, true]) {
        const told = await api.explain(this.collection, q, id, points, signal);
        this.known.set(id, told);
        this.told = told;
        this.#side();
        if (!this.region) this.draw();
        if (!told.reasons.some((/** @type {any} */ { term }) => term.kind === "image")) break;
      }
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "AbortError") this.says.textContent = /** @type {any} */ (error).detail ?? "Why cannot be told: the server did not answer.";
    } finally {
      if (!signal.aborted) this.views.removeAttribute("aria-busy");
    }
  }

  /** What can be shown, the picture itself first. */
  get layers() {
    const reason = this.told?.reasons[this.reason ?? 0];
    const own = { key: "", name: "Picture", says: "", frames: [this.picture], draw: () => {} };
    return reason && !this.region ? [own, ...layers(this.collection, this.item.picture, reason)] : [own];
  }

  draw() {
    const all = this.layers;
    const chosen = all.find(({ key }) => key === this.wanted) ?? (this.wanted && all.find(({ key }) => key && key !== "cells")) ?? all[0];
    this.box?.end();
    this.box = null;
    const frames = this.stage.show(chosen.frames);
    chosen.draw(this.stage, frames);
    this.says.textContent = chosen.says;
    this.#toolbar(all, chosen);
    if (this.region) this.#drawBox(frames[0]);
  }

  /** @param {import("./layers.js").Layer[]} all @param {import("./layers.js").Layer} chosen */
  #toolbar(all, chosen) {
    if (this.region) return this.#boxTools();
    const had = this.views.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.key : null;
    const reasons = this.told?.reasons ?? [];
    this.views.replaceChildren(
      reasons.length > 1 ? h("select", { "aria-label": "Part of the query", onchange: (/** @type {any} */ event) => {
        this.reason = Number(event.target.value);
        this.wanted ||= "heat";
        this.draw();
      } }, reasons.map((/** @type {any} */ { term }, /** @type {number} */ place) =>
        h("option", { value: place, selected: place === this.reason }, plain(term.kind === "words" ? `"${term.text}"` : term.text)))) : "",
      ...all.map(({ key, name }) => h("button", { type: "button", class: "pill small", "data-key": key, "aria-pressed": String(key === chosen.key),
        onclick: () => {
          this.wanted = key;
          this.draw();
        } }, name)));
    if (had !== null) /** @type {HTMLElement|null} */ (this.views.querySelector(`[data-key="${had}"]`))?.focus();
  }

  /** @param {boolean} on */
  part(on) {
    this.region = on;
    this.draw();
  }

  /** @param {import("./stage.js").Frame} frame */
  #drawBox(frame) {
    this.box = new Box(frame.over, this.chip?.box ?? null, () => this.#boxTools(), () => this.#search());
    this.says.textContent = "Drag across the part you mean, or press Space for a box that the arrow keys move (with Shift: resize).";
  }

  #boxTools() {
    if (this.views.querySelector(".primary")) {
      /** @type {HTMLButtonElement} */ (this.views.querySelector(".primary")).disabled = !this.box?.box;
      return;
    }
    this.views.replaceChildren(
      h("button", { type: "button", class: "pill small primary", disabled: !this.box?.box, onclick: () => this.#search() }, icon("search", "icon small"), "Search for this part"),
      this.chip && h("button", { type: "button", class: "pill small", onclick: () => this.onDone({ ...this.chip, box: null }) }, "The whole picture") || "",
      h("button", { type: "button", class: "plain", onclick: () => (this.item ? this.part(false) : this.onClose()) }, "Cancel"));
  }

  #search() {
    if (!this.box?.box) return;
    const { id, upload } = this.item ? { id: this.item.picture.id } : this.chip;
    this.onDone({ kind: "image", ...(upload ? { upload } : { id }), box: this.box.box, weight: this.chip?.weight ?? 1 });
  }

  #side() {
    if (!this.item) return void (this.side.hidden = true);
    const { picture, score, why = [], probability } = this.item;
    const likely = probability ?? this.told?.probability;
    const verdict = this.app.verdict(this.item);
    const parts = this.told?.reasons.length === 1 ? this.told.reasons[0].parts : null;
    const thumb = (/** @type {boolean} */ liked, /** @type {string} */ name, /** @type {string} */ sign) =>
      h("button", { type: "button", class: `pill ${sign}`, "aria-pressed": String(verdict === (liked ? "liked" : "disliked")), title: `${name} (${liked ? "+" : "−"})`,
        onclick: () => this.judge(liked) }, icon(sign), name);
    this.side.replaceChildren(
      h("div", { class: "does" },
        h("button", { type: "button", class: "pill primary", title: "Search by this picture alone (M)", onclick: () => this.app.more(this.item) }, icon("more"), "More like this"),
        this.app.state.chips.length > 0 && h("button", { type: "button", class: "pill", title: "Search on, away from what is like this", onclick: () => this.app.add([{ kind: "image", id: picture.id, weight: -0.5 }]) }, icon("minus"), "Less like this"),
        h("button", { type: "button", class: "pill", title: "Search for a part (R)", onclick: () => this.part(true) }, icon("crop"), "A part of it"),
        score !== undefined && thumb(true, "Good hit", "up"), score !== undefined && thumb(false, "Not good", "down")),
      score !== undefined && h("section", { class: "why" }, h("h3", {}, "Why it is here"),
        h("p", { class: "figures" },
          likely != null && h("span", { class: likely >= 0.5 ? "good" : "" }, h("strong", {}, percent(likely)), " likely a match"),
          h("span", {}, h("strong", {}, score.toFixed(2)), " score", this.#best(score)), this.index !== undefined && h("span", {}, `hit ${((this.item.at ?? this.index) + 1).toLocaleString()}`)),
        bars(why.length ? why : parts ?? []), why.length === 1 && parts && bars(parts)) || "",
      h("section", {}, h("h3", {}, "About it"), facts(this.app, picture, this.onClose)));
  }

  /** What a score is worth: words and drawings have no scale of their own. @param {number} score */
  #best(score) {
    const best = this.index === undefined ? undefined : this.app.grid.source?.best;
    return best > score ? ` (best ${best.toFixed(2)})` : "";
  }

  /** @param {boolean} liked */
  async judge(liked) {
    await this.app.judge(this.item, liked);
    this.#side();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const typing = /** @type {HTMLElement} */ (event.target).closest("input, select, textarea");
    if (typing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = /** @type {Record<string, () => void>} */ (this.region ? {} : {
      ArrowLeft: () => this.go(-1), ArrowRight: () => this.go(1), m: () => this.item && this.app.more(this.item), r: () => this.part(true),
      w: () => {
        this.wanted = this.wanted ? "" : "heat";
        this.draw();
      },
      "+": () => this.item?.score !== undefined && this.judge(true), "-": () => this.item?.score !== undefined && this.judge(false),
    });
    if (this.region && event.key === " " && !/** @type {HTMLElement} */ (event.target).closest("button")) acts[" "] = () => this.box?.begin();
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}
