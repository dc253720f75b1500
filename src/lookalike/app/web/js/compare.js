/**
 * Two rankings of one query side by side: by other parts of the representation, other re-rankings, or other collections.
 * What is in both is joined by a line, which is the steeper the further its ranks are apart.
 */

import { api, thumbnailUrl } from "./api.js";
import { announce, h, icon, sheet } from "./dom.js";
import { plain } from "./parts.js";
import { s } from "./stage.js";

/** Hits of a list that are looked at, and that are drawn. */
const REACH = 200;
const SHOWN = 20;
const ORDERS = [["", "As they compare"], ["auto", "Automatic"], ["geometric", "Proved by geometry"], ["aqe", "Query expansion"],
  ["kreciprocal", "Mutual neighbours"], ["diffusion", "Diffusion"], ["mmr", "More variety"]];
const FUSIONS = [["sum", "Sum"], ["zscore", "Standard scores"], ["rrf", "Ranks alone"]];

/** @typedef {{collection: string, parts: string, rerank: string, fusion: string}} Setup */
/** @type {Setup[]|null} what was compared last */
let setups = null;

/** @param {HTMLElement} host @param {{app: any}} options */
export async function open(host, { app }) {
  await sheet("css/compare.css");
  const view = new Compare(host, app, await api.collections());
  await view.start();
  return { end: () => view.end() };
}

class Compare {
  /** @param {HTMLElement} host @param {any} app @param {any[]} collections */
  constructor(host, app, collections) {
    this.host = host;
    this.app = app;
    this.collections = collections;
    const own = { collection: app.state.collection, parts: "", rerank: "", fusion: "sum" };
    const one = app.info.parts.length > 1 && app.state.chips.every((/** @type {any} */ { kind }) => kind === "image");
    setups ??= [{ ...own, rerank: app.state.rerank }, { ...own, parts: one ? "0" : "", rerank: one ? "" : "diffusion" }];
    /** @type {any[][]} */
    this.answers = [[], []];
    this.says = h("p", { class: "tally soft", role: "status" });
    this.lines = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.lines.setAttribute("class", "ties");
    this.lines.setAttribute("aria-hidden", "true");
    this.lists = [0, 1].map((side) => h("ol", { class: "ranking", "aria-label": `Ranking ${"AB"[side]}` }));
    this.heads = [0, 1].map(() => h("div", { class: "setup" }));
    this.watch = new ResizeObserver(() => this.draw());
    this.asked = () => void this.ask();
  }

  async start() {
    const close = h("button", { type: "button", class: "pill", onclick: () => this.app.go({ view: "" }) }, icon("close", "icon small"), "Back to the pictures");
    this.host.replaceChildren(h("div", { class: "compare" }, h("div", { class: "compare-head" }, h("h2", {}, "Side by side"), this.says, close),
      ...this.heads, h("div", { class: "both" }, this.lists[0], this.lines, this.lists[1])));
    this.watch.observe(this.host);
    document.addEventListener("lookalike:query", this.asked);
    this.host.addEventListener("pointerover", (event) => this.#light(event.target));
    this.host.addEventListener("focusin", (event) => this.#light(event.target));
    this.host.addEventListener("pointerleave", () => this.#light(null));
    this.#setup();
    await this.ask();
  }

  end() {
    this.watch.disconnect();
    document.removeEventListener("lookalike:query", this.asked);
  }

  #setup() {
    const select = (/** @type {number} */ side, /** @type {string} */ name, /** @type {string[][]} */ choices, /** @type {string} */ value, /** @type {(value: string) => void} */ change) =>
      h("label", { class: "field" }, name, h("select", { "aria-label": `${name}, ranking ${"AB"[side]}`, onchange: (/** @type {any} */ event) => change(event.target.value) },
        choices.map(([each, words]) => h("option", { value: each, selected: each === value }, words))));
    this.heads.forEach((head, side) => {
      const setup = /** @type {Setup[]} */ (setups)[side];
      const info = this.collections.find(({ name }) => name === setup.collection) ?? this.app.info;
      const change = (/** @type {Partial<Setup>} */ changes) => {
        Object.assign(setup, changes);
        this.#setup();
        void this.ask();
      };
      const seen = new Map();
      const parts = info.parts.map((/** @type {any} */ { chain }, /** @type {number} */ place) => {
        const name = plain(chain);
        seen.set(name, (seen.get(name) ?? 0) + 1);
        return [String(place), seen.get(name) > 1 ? `${name} ${seen.get(name)}` : name];
      });
      head.replaceChildren(h("strong", { class: "letter" }, "AB"[side]),
        this.collections.length > 1 && select(side, "Collection", this.collections.map(({ name }) => [name, name]), setup.collection, (collection) => change({ collection, parts: "" })) || "",
        parts.length > 1 && select(side, "By", [["", `All: ${info.representation.length > 24 ? "the whole representation" : info.representation}`], ...parts], setup.parts, (value) => change({ parts: value })) || "",
        select(side, "Order", ORDERS, setup.rerank, (rerank) => change({ rerank })), select(side, "Scores", FUSIONS, setup.fusion, (fusion) => change({ fusion })));
    });
  }

  async ask() {
    this.asking?.abort();
    const { signal } = (this.asking = new AbortController());
    const { q } = this.app;
    if (!this.app.state.chips.length) {
      this.says.textContent = "Look for something first: words, a picture, a drawing.";
      for (const list of this.lists) list.replaceChildren();
      return this.lines.replaceChildren();
    }
    this.says.textContent = "Comparing…";
    const answers = await Promise.all(/** @type {Setup[]} */ (setups).map(({ collection, parts, rerank, fusion }) =>
      api.search(collection, { q, k: REACH, parts, rerank, fusion: fusion === "sum" ? "" : fusion }, signal).then(({ hits }) => hits, (error) => error)));
    if (signal.aborted) return;
    this.answers = answers.map((each) => (Array.isArray(each) ? each : []));
    this.#lists(answers);
    this.#summary();
    this.draw();
  }

  /** @param {any[]} answers */
  #lists(answers) {
    const ranks = this.answers.map((hits) => new Map(hits.map((hit, place) => [hit.picture.id, place + 1])));
    this.lists.forEach((list, side) => {
      if (!Array.isArray(answers[side])) return list.replaceChildren(h("li", { class: "failed" }, answers[side].detail ?? "This ranking could not be had."));
      const { collection } = /** @type {Setup[]} */ (setups)[side];
      list.replaceChildren(...this.answers[side].slice(0, SHOWN).map((hit, place) => {
        const other = ranks[1 - side].get(hit.picture.id);
        const [kind, words, spoken] = difference(place + 1, other, this.answers[1 - side].length);
        return h("li", { "data-id": hit.picture.id, class: kind },
          h("button", { type: "button", "aria-label": `${place + 1}: ${hit.picture.name}, ${spoken}`, onclick: () => this.app.detail({ item: hit }) },
            h("span", { class: "rank" }, String(place + 1)), h("img", { src: thumbnailUrl(collection, hit.picture.id, 128), alt: "", loading: "lazy" }),
            h("span", { class: "name" }, hit.picture.name), h("span", { class: "moved" }, words)));
      }));
    });
  }

  #summary() {
    const [one, other] = this.answers.map((hits) => hits.slice(0, SHOWN).map(({ picture }) => picture.id));
    const both = one.filter((id) => other.includes(id));
    const same = one.filter((id, place) => other[place] === id).length;
    const says = `${both.length} of the first ${Math.max(one.length, other.length)} are in both, ${same} at the same rank`;
    this.says.textContent = one.length && other.length ? says : "";
    announce(this.says.textContent);
  }

  /** The lines between the same pictures. */
  draw() {
    const box = this.lines.getBoundingClientRect();
    const at = (/** @type {HTMLElement} */ list) => new Map([.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("li[data-id]"))].map((node) => {
      const { top, height } = node.getBoundingClientRect();
      return [node.dataset.id, top + height / 2 - box.top];
    }));
    const [one, other] = this.lists.map(at);
    const ties = [...one].filter(([id]) => other.has(id)).map(([id, from]) => {
      const to = /** @type {number} */ (other.get(id));
      const node = /** @type {HTMLElement} */ (this.lists[0].querySelector(`[data-id="${id}"]`));
      const path = `M0 ${from}C${box.width * 0.5} ${from} ${box.width * 0.5} ${to} ${box.width} ${to}`;
      return s("path", { d: path, "data-id": id, class: node.className });
    });
    this.lines.replaceChildren(...ties);
  }

  /** @param {EventTarget|null} node */
  #light(node) {
    const id = /** @type {HTMLElement|null} */ (node)?.closest?.("[data-id]")?.getAttribute("data-id");
    this.host.firstElementChild?.classList.toggle("lit", Boolean(id));
    for (const each of this.host.querySelectorAll("[data-id]")) each.classList.toggle("on", each.getAttribute("data-id") === id);
  }
}

/** How a picture's rank differs from that in the other list. @param {number} rank @param {number|undefined} other @param {number} reach */
function difference(rank, other, reach) {
  if (!other) return ["alone", "only here", `not among the first ${reach} of the other`];
  if (other === rank) return ["level", "=", "at the same rank in the other"];
  return [other > rank ? "up" : "down", `${other > rank ? "▲" : "▼"} ${Math.abs(other - rank)}`, `rank ${other} in the other`];
}
