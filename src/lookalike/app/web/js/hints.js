/** What someone sees who has asked for nothing yet: the ways to search, each as a button that begins it. */

import { $, h, icon } from "./dom.js";

const KEY = "lookalike.hints";

/** Each where the collection understands what it needs, or does not understand what it lacks.
 *  @type {{scheme: string, needs?: string, lacks?: string, name: string, says: string}[]} */
const WAYS = [
  { scheme: "words", needs: "seen", name: "Words", says: "Say what you see: “dog on a beach”." },
  { scheme: "words", lacks: "seen", name: "Words", says: "Names, tags, captions and dates: “Rome 2019”." },
  { scheme: "picture", needs: "image", name: "A picture", says: "Drop, paste or choose one that is like it." },
  { scheme: "part", needs: "image", name: "Part of a picture", says: "Draw a box around the thing you mean." },
  { scheme: "sketch", needs: "sketch", name: "A drawing", says: "Sketch its outlines." },
  { scheme: "color", needs: "color", name: "Colours", says: "Paint which colours are where." },
  { scheme: "concept", needs: "concept", name: "A layout", says: "Place “sky” above and “horse” below." },
];

/** @param {any} app */
export function showHints(app) {
  const host = $("hints");
  const { chips, where, view } = app.state;
  const away = localStorage.getItem(KEY) === "away";
  host.hidden = Boolean(chips.length || where || view || away);
  if (host.hidden || host.childElementCount) return;
  host.append(h("div", { class: "hints-head" }, h("h2", {}, "Find pictures by what is in them"),
    h("button", { type: "button", class: "plain", onclick: () => {
      localStorage.setItem(KEY, "away");
      host.hidden = true;
    } }, "Got it")),
  h("ul", { class: "ways" }, WAYS.filter(({ needs, lacks }) => (needs ? app.info.schemes[needs] : !app.info.schemes[lacks ?? ""])).map(({ scheme, name, says }) =>
    h("li", {}, h("button", { type: "button", class: "way", onclick: () => app.begin(scheme) },
      h("span", { class: "art", "aria-hidden": "true" }, icon(`art-${scheme}`, "drawing")),
      h("strong", {}, name), h("span", { class: "says" }, says))))), ...missing(app.info.schemes));
}

/** What another collection would understand besides. @param {Record<string, boolean>} schemes */
function missing(schemes) {
  const names = WAYS.filter(({ needs, scheme }) => needs && scheme !== "words" && !schemes[needs]).map(({ name }) => name.toLowerCase());
  return names.length === 0 ? [] : [h("p", { class: "soft" }, `This collection cannot be searched by ${list(names)}: one that is indexed with `,
    h("code", {}, "lookalike index -r everything"), " can.")];
}

/** "a, b and c" @param {string[]} names */
const list = (names) => names.join(", ").replace(/, ([^,]*)$/, " and $1");

/**
 * The page has nothing to show: say why, and the way out.
 * @param {{title: string, says: string, actions?: [string, () => void][], kind?: "alert"|"status"}} state
 */
export function showEmpty({ title, says, actions = [], kind = "status" }) {
  $("empty").replaceChildren(h("div", { class: "empty", role: kind }, icon(kind === "alert" ? "warning" : "nothing", "icon large"),
    h("h2", {}, title), h("p", {}, says), h("div", { class: "row" },
      actions.map(([name, act]) => h("button", { type: "button", class: "pill", onclick: act }, name)))));
}

export const hideEmpty = () => $("empty").replaceChildren();
