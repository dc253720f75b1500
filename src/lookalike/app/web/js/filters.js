/** The filters: when, tags, camera. */

import { active, conditionOf, filtersOf, none } from "./conditions.js";
import { count, h, icon, several } from "./dom.js";
import { menu } from "./menu.js";

/** The menus, made once for a collection. @param {HTMLElement} host @param {any} app */
export function makeFilters(host, app) {
  const { info } = app;
  const current = () => filtersOf(app.state.where);
  const change = changer(app);
  host.replaceChildren();
  if (info.taken) host.append(menu({ name: "Date", picture: "calendar", fill: (sheet) => fillDates(sheet, info.taken, current, change) }));
  if (info.tags.length) host.append(picker("Tags", "tag", info.tags, () => current().tags, (tags) => change({ tags })));
  if (info.cameras.length)
    host.append(picker("Camera", "camera", info.cameras, () => current().cameras, (cameras) => change({ cameras })));
}

/** The filters that are on, each with a button that takes it away. @param {HTMLElement} host @param {any} app */
export function showFilters(host, app) {
  const filters = filtersOf(app.state.where);
  host.replaceChildren(...removable(filters, changer(app)));
  if (active(filters) > 1)
    host.append(h("button", { type: "button", class: "plain", onclick: () => app.go({ where: conditionOf(none()) }) }, "Clear filters"));
}

/** @param {any} app */
const changer = (app) => (/** @type {Partial<import("./conditions.js").Filters>} */ changed) =>
  app.go({ where: conditionOf({ ...filtersOf(app.state.where), ...changed }) });

/** @param {HTMLElement} sheet @param {{first: string, last: string}} taken @param {() => any} current @param {any} change */
function fillDates(sheet, taken, current, change) {
  const filters = current();
  const day = (/** @type {"from"|"to"} */ side, /** @type {string} */ words) =>
    h("label", { class: "field" }, words, h("input", { type: "date", value: filters[side], min: taken.first.slice(0, 10),
      max: taken.last.slice(0, 10), onchange: (/** @type {any} */ event) => change({ [side]: event.target.value }) }));
  const years = [];
  for (let year = Number(taken.last.slice(0, 4)); year >= Number(taken.first.slice(0, 4)) && years.length < 12; year--) years.push(year);
  sheet.append(h("div", { class: "row" }, day("from", "From"), day("to", "To")),
    h("div", { class: "row wrap" }, years.map((year) => h("button", { type: "button", class: "pill small",
      onclick: () => change({ from: `${year}-01-01`, to: `${year}-12-31` }) }, String(year)))));
}

/**
 * A menu of things to tick.
 * @param {string} name @param {string} picture @param {{name: string, count: number}[]} choices
 * @param {() => string[]} chosen @param {(names: string[]) => void} change
 */
function picker(name, picture, choices, chosen, change) {
  const row = (/** @type {{name: string, count: number}} */ choice) =>
    h("label", { class: "tick" },
      h("input", { type: "checkbox", value: choice.name, checked: chosen().includes(choice.name),
        onchange: (/** @type {any} */ event) =>
          change(event.target.checked ? [...chosen(), choice.name] : chosen().filter((each) => each !== choice.name)) }),
      h("span", { class: "grow" }, choice.name), h("span", { class: "soft" }, count(choice.count)));
  return menu({ name, picture, fill: (sheet) => {
    const list = h("div", { class: "ticks" }, choices.map(row));
    const narrow = (/** @type {any} */ event) => {
      const asked = event.target.value.toLowerCase();
      list.replaceChildren(...choices.filter((choice) => choice.name.toLowerCase().includes(asked)).map(row));
    };
    if (choices.length > 8)
      sheet.append(h("input", { type: "search", class: "narrow", placeholder: `Find in ${name.toLowerCase()}`,
        "aria-label": `Find in ${name.toLowerCase()}`, oninput: narrow }));
    sheet.append(list);
  } });
}

function removable(/** @type {import("./conditions.js").Filters} */ filters, /** @type {any} */ change) {
  const { from, to, tags, cameras, other } = filters;
  const on = [];
  if (from || to) {
    const isYear = from.slice(0, 4) === to.slice(0, 4) && from.endsWith("-01-01") && to.endsWith("-12-31");
    const words = isYear ? from.slice(0, 4) : from && to ? `${from} to ${to}` : from ? `since ${from}` : `until ${to}`;
    on.push([words, () => change({ from: "", to: "" })]);
  }
  for (const tag of tags) on.push([tag, () => change({ tags: tags.filter((each) => each !== tag) })]);
  for (const camera of cameras) on.push([camera, () => change({ cameras: cameras.filter((each) => each !== camera) })]);
  if (other) on.push([chosen(other), () => change({ other: "" })]);
  return on.map(([words, remove]) =>
    h("button", { type: "button", class: "pill on", "aria-label": `Remove the filter ${words}`, onclick: remove }, String(words),
      icon("close", "icon small")));
}

/** What a condition is called: one on ids is a choice of pictures, as the map makes it. @param {string} condition */
function chosen(condition) {
  const ids = /^id in \(([^()]*)\)$/.exec(condition);
  return ids ? several(ids[1].split(",").length, "chosen picture") : condition;
}
