/** What is known of a picture. */

import { api } from "./api.js";
import { conditionOf, filtersOf } from "./conditions.js";
import { h, icon, several } from "./dom.js";

const KILO = 1000;

/** @param {number} bytes */
function size(bytes) {
  const power = Math.min(3, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(KILO)));
  return `${(bytes / KILO ** power).toLocaleString(undefined, { maximumFractionDigits: power > 1 ? 1 : 0 })} ${["bytes", "kB", "MB", "GB"][power]}`;
}

/** @param {string} taken by the camera's clock */
const day = (taken) => new Date(taken).toLocaleString(undefined, { dateStyle: "long", timeStyle: "short" });

/** @param {any} app @param {import("./api.js").Picture} picture @param {() => void} close */
export function facts(app, picture, close) {
  const only = (/** @type {"tags"|"cameras"} */ kind, /** @type {string} */ value) => () => {
    const filters = filtersOf(app.state.where);
    filters[kind] = [...new Set([...filters[kind], value])];
    close();
    app.go({ where: conditionOf(filters), open: "" });
  };
  const rows = /** @type {[string, any][]} */ ([
    ["Taken", picture.taken && day(picture.taken)],
    ["Camera", picture.camera && h("button", { type: "button", class: "fact", title: "Only pictures of this camera", onclick: only("cameras", picture.camera) }, picture.camera)],
    ["Tags", picture.tags.length > 0 && h("span", { class: "row wrap" }, picture.tags.map((tag) =>
      h("button", { type: "button", class: "pill small", title: `Only pictures tagged ${tag}`, onclick: only("tags", tag) }, icon("tag", "icon small"), tag)))],
    ["Size", `${picture.width.toLocaleString()} × ${picture.height.toLocaleString()} px, ${picture.format}, ${size(picture.bytes)}`],
    ["Copies", picture.copies > 0 && `${several(picture.copies, "further file")} with the same content`],
    ["Place", place(app, picture)],
  ]);
  return h("dl", { class: "facts" }, rows.filter(([, value]) => value).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

/** Where it was taken is told only when it is asked for. @param {any} app @param {import("./api.js").Picture} picture */
function place(app, picture) {
  const host = h("span", {});
  const ask = async () => {
    const { latitude, longitude } = /** @type {any} */ (await api.image(app.state.collection, picture.id, true));
    const of = (/** @type {number} */ value, /** @type {string} */ sides) => `${Math.abs(value).toFixed(5)}° ${sides[value < 0 ? 1 : 0]}`;
    host.replaceChildren(latitude == null ? "The file does not tell." : `${of(latitude, "NS")}, ${of(longitude, "EW")}`);
  };
  host.append(h("button", { type: "button", class: "plain flush", onclick: ask }, "Show where it was taken"));
  return host;
}
