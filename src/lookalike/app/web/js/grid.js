/**
 * The pictures: justified rows, of which only those near the window exist. Smooth at 100,000 pictures and more.
 *
 * @typedef {import("./tile.js").Item} Item
 * @typedef {{collection: string, total: number, cut: number|null, first: Item[], label: string,
 *   best?: number, more?: boolean, likely?: Map<string, number>, page(offset: number, limit: number, signal: AbortSignal): Promise<Item[]>}} Source
 * @typedef {{open(item: Item, index: number): void, more(item: Item): void, part(item: Item, index: number): void,
 *   why(item: Item, index: number, node: HTMLElement, how: "key"|"rest"|"click"): void,
 *   judge(item: Item, liked: boolean): void, verdict(item: Item): string|null}} Does
 */

import { announce, h, toast } from "./dom.js";
import { LINE, SIZE, Sections } from "./sections.js";
import { dress, tile } from "./tile.js";

/** While scrolling faster than this, in px a frame, nothing is asked for. */
const FAST = 900;
/** Sections whose pictures are kept around the window. */
const KEPT = 60;

/** Milliseconds between two looks at whether pictures have come, and how long they are waited for. */
const LOOK = 40;
const PATIENCE = 2000;

/** Milliseconds of resting on the eye of a picture. */
const REST = 250;

export class Grid {
  /** @param {HTMLElement} host @param {Does} does */
  constructor(host, does) {
    this.host = host;
    this.does = does;
    /** @type {Source|null} */
    this.source = null;
    this.sections = new Sections(0, null);
    this.active = 0;
    this.frame = 0;
    this.settling = false;
    this.lastTop = 0;
    /** @type {any} */
    this.resting = 0;
    /** Where the pointer last clicked: what comes to lie under it there is not what it points at. */
    this.clickedAt = [-1, -1];
    addEventListener("scroll", () => this.#soon(), { passive: true });
    new ResizeObserver(() => host.clientWidth !== this.sections.room.width && this.#fit()).observe(host);
    host.addEventListener("click", (event) => this.#clicked(event));
    host.addEventListener("keydown", (event) => this.#pressed(event));
    host.addEventListener("focusin", (event) => this.#entered(event));
    host.addEventListener("pointerover", (event) => {
      this.#dress(event.target);
      this.#rest(event);
    });
    host.addEventListener("dragstart", (event) => this.#dragged(event));
  }

  /** Show another list of pictures, from its beginning. @param {Source} source */
  show(source) {
    this.clear();
    this.source = source;
    this.sections = new Sections(source.total, source.cut);
    this.host.setAttribute("aria-label", source.label);
    if (this.sections.all.length) this.sections.all[0].items = source.first;
    this.settling = true;
    this.#fit();
    void this.settled().then(() => {
      if (source !== this.source) return;
      this.settling = false;
      this.#draw();
    });
  }

  /** When what is on the screen has its pictures: whatever can wait does so, as it would only slow them down. */
  async settled() {
    const began = performance.now();
    const waiting = () => [...this.host.querySelectorAll("img")].some((image) => !image.complete && this.#onScreen(image));
    do await new Promise((done) => setTimeout(done, LOOK));
    while (waiting() && performance.now() - began < PATIENCE);
  }

  /** @param {Element} node */
  #onScreen(node) {
    const { top, bottom } = node.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }

  /** Draw the line after what matches. @param {number} count @param {boolean} more whether some below it match, too */
  cut(count, more) {
    if (!this.source) return;
    this.source.more = more;
    this.source.cut = this.sections.cut = count;
    this.#fit();
  }

  clear() {
    for (const section of this.sections.all) this.#unmount(section);
    this.host.replaceChildren();
    this.host.style.height = "0";
    this.source = null;
    this.sections = new Sections(0, null);
    this.active = 0;
  }

  /** The picture at a place, asked for if it must be. @param {number} index @returns {Promise<Item|null>} */
  async item(index) {
    const section = this.sections.all[Math.floor(index / SIZE)];
    if (!section) return null;
    if (!section.items) await this.#load(section);
    return section.items?.[index % SIZE] ?? null;
  }

  /** Show what is folded into a picture, behind it. @param {number} index */
  unfold(index) {
    const section = this.sections.all[Math.floor(index / SIZE)];
    const place = index % SIZE;
    const item = section?.items?.[place];
    if (!section?.items || !item?.folded?.length) return;
    const { folded, ...first } = item;
    this.sections.fill(section, section.items.toSpliced(place, 1, first, ...folded));
    this.#mount(section, true);
    this.#draw();
    void this.focus(index);
    announce(`${folded.length} more are shown.`);
  }

  /** The next picture of the list, or the one before, with its place. @param {number} index @param {1|-1} way */
  async beside(index, way) {
    const next = await this.#step(index, way);
    const item = next === index ? null : await this.item(next);
    return item ? { item, index: next } : null;
  }

  /** Draw anew what depends on verdicts. */
  refresh() {
    for (const section of this.sections.all) if (section.node) this.#mount(section, true);
  }

  /** Move the keyboard to a picture. @param {number} index */
  async focus(index) {
    const before = this.active;
    this.active = index; // before it is waited for, so that it is not let go again
    const item = await this.item(index);
    if (!item) {
      this.active = before;
      return;
    }
    const section = this.sections.all[Math.floor(index / SIZE)];
    this.#reveal(section, section.boxes[index % SIZE]);
    this.#draw();
    this.#link(index)?.focus({ preventScroll: true });
  }

  #fit() {
    const width = this.host.clientWidth;
    if (!width || !this.source) return;
    const style = getComputedStyle(this.host);
    const row = Number.parseFloat(style.getPropertyValue("--row"));
    const gap = Number.parseFloat(style.getPropertyValue("--gap"));
    this.sections.fit({ width, row, gap });
    for (const section of this.sections.all) this.#unmount(section);
    this.#draw();
  }

  #soon() {
    this.frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** Let exist what is near the window, and nothing else. */
  #draw() {
    this.frame = 0;
    if (!this.source) return;
    const speed = Math.abs(scrollY - this.lastTop);
    this.lastTop = scrollY;
    const top = scrollY - this.#origin();
    const near = new Set(this.sections.between(top - innerHeight, top + 2 * innerHeight));
    const kept = document.activeElement?.closest(".section");
    for (const section of this.sections.all) {
      if (near.has(section)) this.#mount(section);
      else if (section.node && section.node !== kept) this.#unmount(section);
    }
    this.host.style.height = `${this.sections.height}px`;
    if (speed > FAST) this.#soon();
    else if (!this.settling) for (const section of near) if (!section.items) void this.#load(section);
    this.#forget(near);
  }

  #origin() {
    return this.host.getBoundingClientRect().top + scrollY;
  }

  /** @param {import("./sections.js").Section} section @param {boolean} [anew] */
  #mount(section, anew = false) {
    if (section.node && !anew) {
      section.node.style.top = `${section.top}px`;
      return;
    }
    const source = /** @type {Source} */ (this.source);
    const node = h("div", { class: section.items ? "section" : "section waiting", role: "none" });
    node.style.top = `${section.top}px`;
    node.style.height = `${section.height}px`;
    const fold = scrollY + innerHeight - this.#origin() - section.top;
    section.items?.forEach((item, place) => {
      const index = section.start + place;
      const beyond = source.cut !== null && (item.at ?? index) >= source.cut;
      item.probability ??= source.likely?.get(item.picture.id);
      const made = tile(source.collection, item, section.boxes[place], { index, total: source.total, beyond, below: section.boxes[place].top > fold });
      made.dataset.index = String(index);
      made.classList.add(this.does.verdict(item) ?? "unjudged");
      if (index === this.active) made.querySelector("a")?.setAttribute("tabindex", "0");
      node.append(made);
    });
    if (section.line !== null && section.items) node.append(this.#line(section.line, source));
    if (section.node) section.node.replaceWith(node);
    else this.host.insertBefore(node, this.sections.after(section)?.node ?? null);
    section.node = node;
  }

  /** @param {number} top @param {Source} source */
  #line(top, source) {
    const words = source.more ? "Few more match" : source.cut ? "Nothing more matches" : "Nothing matches well";
    const line = h("div", { class: "line", role: "listitem" }, h("strong", {}, words),
      h("span", {}, "What follows is only the nearest of the rest."));
    line.style.transform = `translateY(${top}px)`;
    line.style.height = `${LINE - 12}px`;
    return line;
  }

  /** @param {import("./sections.js").Section} section */
  #unmount(section) {
    section.controller?.abort();
    section.controller = null;
    for (const image of section.node?.querySelectorAll("img") ?? []) if (!image.complete) image.src = "";
    section.node?.remove();
    section.node = null;
  }

  /** @param {import("./sections.js").Section} section */
  async #load(section) {
    if (section.controller || !this.source) return;
    const source = this.source;
    section.controller = new AbortController();
    try {
      const items = await source.page(section.start, Math.min(SIZE, source.total - section.start), section.controller.signal);
      if (source !== this.source) return;
      const above = section.top + this.#origin() + section.height < scrollY;
      const grown = this.sections.fill(section, items);
      if (section.node) this.#mount(section, true);
      this.#draw();
      if (above && grown) scrollBy({ top: grown, behavior: "instant" });
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "AbortError") toast(/** @type {any} */ (error).detail ?? String(error), "bad");
    } finally {
      section.controller = null;
    }
  }

  /** @param {Set<import("./sections.js").Section>} near */
  #forget(near) {
    const [first] = near;
    if (!first) return;
    const here = first.start / SIZE;
    const active = Math.floor(this.active / SIZE);
    this.sections.all.forEach((section, place) => {
      if (section.items && !section.node && place !== active && Math.abs(place - here) > KEPT) section.items = null;
    });
  }

  /** @param {number} index @returns {HTMLAnchorElement|null} */
  #link(index) {
    return this.host.querySelector(`.tile[data-index="${index}"] > a`);
  }

  /** Scroll as little as it takes. @param {import("./sections.js").Section} section @param {{top: number, height: number}} box */
  #reveal(section, box) {
    const top = this.#origin() + section.top + box.top;
    const head = document.querySelector("header")?.getBoundingClientRect().bottom ?? 0;
    if (top < scrollY + head + 8) scrollTo({ top: top - head - 8, behavior: "instant" });
    else if (top + box.height > scrollY + innerHeight - 8)
      scrollTo({ top: top + box.height - innerHeight + 8, behavior: "instant" });
  }

  /** @param {Event} event */
  #target(event) {
    const node = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest?.(".tile"));
    if (!node) return null;
    const index = Number(node.dataset.index);
    const item = this.sections.all[Math.floor(index / SIZE)]?.items?.[index % SIZE];
    return item ? { node, index, item } : null;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    clearTimeout(this.resting);
    this.clickedAt = [event.clientX, event.clientY];
    const target = this.#target(event);
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (button?.dataset.does === "why") this.does.why(target.item, target.index, target.node, "click");
    else this.#do(button?.dataset.does ?? "open", target.item, target.index);
  }

  /** @param {string} what @param {Item} item @param {number} index */
  #do(what, item, index) {
    if (what === "unfold") this.unfold(index);
    else if (what === "open") this.does.open(item, index);
    else if (what === "more") this.does.more(item);
    else if (what === "part") this.does.part(item, index);
    else this.does.judge(item, what === "like");
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const target = this.#target(event);
    if (!target || event.ctrlKey || event.metaKey || event.altKey) return;
    const { index, item } = target;
    const keys = /** @type {Record<string, string>} */ ({ m: "more", r: "part", u: "unfold", "+": "like", "=": "like", "-": "dislike" });
    const does = keys[event.key];
    const judging = does === "like" || does === "dislike";
    if (event.key === "w" && item.score !== undefined) this.does.why(item, index, target.node, "key");
    else if (does && !(judging && item.score === undefined)) this.#do(does, item, index);
    else if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") void this.#move(event.key, index);
    else return;
    event.preventDefault();
  }

  /** @param {string} key @param {number} index */
  async #move(key, index) {
    if (key === "Home") return this.focus(0);
    if (key === "End") return this.focus(await this.#step(this.sections.all.length * SIZE, -1));
    if (key === "ArrowUp" || key === "ArrowDown") return this.#hop(index, key === "ArrowDown" ? 1 : -1);
    const next = await this.#step(index, key === "ArrowRight" ? 1 : -1);
    return next === index ? announce(index ? "The last picture." : "The first picture.") : this.focus(next);
  }

  /** The next picture in reading order: a section may have fewer than it asked for. @param {number} index @param {1|-1} way */
  async #step(index, way) {
    const here = this.sections.all[Math.floor(index / SIZE)];
    const place = (index % SIZE) + way;
    if (here && place >= 0 && place < here.boxes.length) return index + way;
    const section = this.sections.all[Math.floor(index / SIZE) + way];
    if (!section || !(await this.item(section.start))) return index;
    return way > 0 ? section.start : section.start + section.boxes.length - 1;
  }

  /** To the picture of the next row that lies nearest. @param {number} index @param {1|-1} way */
  async #hop(index, way) {
    let place = Math.floor(index / SIZE);
    let section = this.sections.all[place];
    const box = section.boxes[index % SIZE];
    let row = section.rows.findLastIndex((start) => start <= index % SIZE) + way;
    if (row < 0 || row >= section.rows.length) {
      place += way;
      section = this.sections.all[place];
      if (!section || !(await this.item(section.start))) return;
      row = way > 0 ? 0 : section.rows.length - 1;
    }
    const middle = box.left + box.width / 2;
    const distance = (/** @type {number} */ each) =>
      Math.abs(section.boxes[each].left + section.boxes[each].width / 2 - middle);
    let best = section.rows[row];
    for (let each = best; each < (section.rows[row + 1] ?? section.boxes.length); each++)
      if (distance(each) < distance(best)) best = each;
    await this.focus(section.start + best);
  }

  /** @param {FocusEvent} event */
  #entered(event) {
    const target = this.#target(event);
    if (!target) return;
    for (const link of this.host.querySelectorAll('a[tabindex="0"]')) link.setAttribute("tabindex", "-1");
    this.active = target.index;
    this.#link(this.active)?.setAttribute("tabindex", "0");
    this.#dress(event.target);
  }

  /** @param {EventTarget|null} node */
  #dress(node) {
    const target = this.#target(/** @type {any} */ ({ target: node }));
    if (target) dress(target.node, target.item, this.does.verdict(target.item), this.source?.best);
  }

  /** Resting on the eye tells why. @param {PointerEvent} event */
  #rest(event) {
    clearTimeout(this.resting);
    const [x, y] = this.clickedAt;
    if (Math.hypot(event.clientX - x, event.clientY - y) < 2) return;
    const target = /** @type {HTMLElement} */ (event.target).closest?.('[data-does="why"]') && this.#target(event);
    if (target) this.resting = setTimeout(() => this.does.why(target.item, target.index, target.node, "rest"), REST);
  }

  /** @param {DragEvent} event */
  #dragged(event) {
    const target = this.#target(event);
    if (target) event.dataTransfer?.setData("application/x-lookalike-id", target.item.picture.id);
  }
}
