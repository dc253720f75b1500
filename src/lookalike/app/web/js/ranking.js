/** How pictures are compared and ranked, for the curious. */

import { h, toast } from "./dom.js";
import { find, outdated } from "./groups.js";
import { menu } from "./menu.js";
import { plain } from "./parts.js";

const RERANKERS = [
  ["", "As they compare"],
  ["auto", "Automatic: by how your pictures resemble each other"],
  ["geometric", "The same thing, proved by geometry"],
  ["aqe", "Wider: the first hits join the question"],
  ["kreciprocal", "Mutual neighbours first"],
  ["diffusion", "Diffusion over neighbours"],
  ["distinct", "No near-duplicates"],
  ["mmr", "More variety"],
];

/** @param {HTMLElement} host @param {any} app */
export function showRanking(host, app) {
  host.replaceChildren(menu({ name: "Ranking", picture: "sliders", fill: (sheet, close) => fill(sheet, close, app) }));
}

/** @param {HTMLElement} sheet @param {() => void} close @param {any} app */
function fill(sheet, close, app) {
  const { state, info } = app;
  const old = h("p", { class: "soft", hidden: true }, "Pictures have come or gone since near-duplicates were looked for.");
  outdated(state.collection).then((is) => { old.hidden = !is; }, () => {});
  const known = RERANKERS.some(([value]) => value === state.rerank) ? RERANKERS : [...RERANKERS, [state.rerank, state.rerank]];
  sheet.append(
    h("label", { class: "field" }, "Order", h("select", { onchange: (/** @type {any} */ event) => app.go({ rerank: event.target.value }) },
      known.map(([value, words]) => h("option", { value, selected: value === state.rerank }, words)))),
    parts(app),
    h("label", { class: "tick" }, h("input", { type: "checkbox", checked: state.relevant,
      onchange: (/** @type {any} */ event) => app.go({ relevant: event.target.checked }) }), "Only what matches"),
    h("label", { class: "tick" }, h("input", { type: "checkbox", checked: app.folds,
      onchange: (/** @type {any} */ event) => app.fold(event.target.checked) }), "Fold near-duplicates"),
    h("button", { type: "button", class: "plain", onclick: async (/** @type {any} */ { currentTarget: button }) => {
      button.disabled = true;
      await find(app, (says) => button.replaceChildren(says)).catch((error) => toast(error.detail ?? String(error), "bad"));
      button.disabled = false;
      button.replaceChildren("Look for near-duplicates again");
      old.hidden = true;
    } }, "Look for near-duplicates"),
    old,
    h("button", { type: "button", class: "plain", onclick: () => {
      close();
      app.go({ view: "compare" });
    } }, "Compare two representations side by side"),
    h("p", { class: "soft" }, `${info.representation}, ${info.index}`),
  );
}

/** Which parts of the representation take part. @param {any} app */
function parts(app) {
  const all = app.info.parts.map((/** @type {any} */ _, /** @type {number} */ place) => String(place));
  if (all.length < 2) return null;
  const chosen = () => (app.state.parts ? app.state.parts.split(",") : all);
  const change = (/** @type {string} */ place, /** @type {boolean} */ on) => {
    const kept = all.filter((/** @type {string} */ each) => (each === place ? on : chosen().includes(each)));
    app.go({ parts: kept.length && kept.length < all.length ? kept.join(",") : "" });
  };
  return h("fieldset", {}, h("legend", {}, "What is compared"), app.info.parts.map((/** @type {any} */ part, /** @type {number} */ place) =>
    h("label", { class: "tick" }, h("input", { type: "checkbox", checked: chosen().includes(String(place)),
      onchange: (/** @type {any} */ event) => change(String(place), event.target.checked) }), h("span", { class: "grow", title: part.chain }, plain(part.chain)),
    h("span", { class: "soft" }, `× ${part.weight.toFixed(2)}`))));
}
