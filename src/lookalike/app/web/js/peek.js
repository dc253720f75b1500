/** Why a picture of the grid is there, at a glance: a card beside it, by W or by resting on its eye. */

import { api } from "./api.js";
import { announce, clamp, h, sheet } from "./dom.js";
import { layers, shown } from "./layers.js";
import { bars, plain } from "./parts.js";
import { Stage } from "./stage.js";
import { percent } from "./tile.js";

/** @type {{id: string, end(): void}|null} */
let current = null;

/** @param {any} app @param {HTMLElement} node the tile @param {any} item @param {{toggles?: boolean}} [how] */
export async function peek(app, node, item, { toggles = false } = {}) {
  const { id } = item.picture;
  if (current?.id === id) return toggles ? current.end() : undefined;
  current?.end();
  const asking = new AbortController();
  const host = h("div", { class: "stage" });
  const card = h("div", { class: "card", popover: "manual", role: "status", "aria-label": `Why ${item.picture.name} is here` }, host,
    h("h3", {}, item.probability == null ? `Score ${item.score.toFixed(2)}` : `${percent(item.probability)} likely a match, score ${item.score.toFixed(2)}`),
    bars(item.why ?? [], 6), h("p", { class: "hint" }, "Click, or press Enter, for all there is to see."));
  const stage = new Stage(host);
  const gone = (/** @type {Event} */ event) => {
    if (event instanceof KeyboardEvent ? event.key !== "w" && event.key !== "Shift" : !node.contains(/** @type {Node} */ (event.target))) end();
  };
  const end = () => {
    for (const each of ["keydown", "pointerover", "focusin"]) document.removeEventListener(each, gone, true);
    removeEventListener("scroll", end);
    asking.abort();
    stage.end();
    card.remove();
    current = null;
  };
  current = { id, end };
  await sheet("css/detail.css");
  if (current?.id !== id) return;
  document.body.append(card);
  /** @type {any} */ (card).showPopover();
  stage.show([shown(app.state.collection, item.picture)]);
  place(card, node);
  for (const each of ["keydown", "pointerover", "focusin"]) document.addEventListener(each, gone, true);
  addEventListener("scroll", end, { passive: true });
  announce(`${item.picture.name}: ${(item.why ?? []).map((/** @type {any} */ { part, share }) => `${plain(part)} ${share.toFixed(2)}`).join(", ")}`);
  try {
    const told = await api.explain(app.state.collection, app.q, id, false, asking.signal);
    const [layer] = told.reasons.flatMap((/** @type {any} */ reason) => layers(app.state.collection, item.picture, reason));
    if (!layer) return;
    layer.draw(stage, stage.show(layer.frames));
    place(card, node);
  } catch {
    // the bars say enough
  }
}

/** Beside the tile, within the window. @param {HTMLElement} card @param {HTMLElement} node */
function place(card, node) {
  const { left, right, top } = node.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const beside = right + width + 16 < innerWidth ? right + 8 : left - width - 8;
  card.style.left = `${clamp(beside, 8, innerWidth - width - 8)}px`;
  card.style.top = `${clamp(top, 8, innerHeight - height - 8)}px`;
}
