/** What the keys do, and what can be asked. */

import { h } from "./dom.js";
import { openPanel } from "./panel.js";

const KEYS = [
  ["/", "Go to the search bar"],
  ["Enter", "Search; on a picture: open it"],
  ["↓", "From the search bar to the pictures"],
  ["← ↑ → ↓", "From picture to picture; Home and End for the first and the last"],
  ["M", "More like this picture"],
  ["R", "Search for a region of this picture"],
  ["W", "Why this picture is here"],
  ["U", "Unfold what is nearly the same"],
  ["+ −", "A good hit, not a good hit: then refine"],
  ["D", "Draw"],
  ["C", "Paint colours"],
  ["L", "Lay out words"],
  ["Esc", "Close, or clear what is typed"],
  ["?", "This help"],
];

export function showHelp() {
  return openPanel({ title: "Keys", className: "narrow" }, (body) => {
    body.append(h("dl", { class: "keys" }, KEYS.flatMap(([keys, words]) =>
      [h("dt", {}, keys.split(" ").map((key) => h("kbd", {}, key))), h("dd", {}, words)])),
    h("p", { class: "soft" }, "The search bar also reads the query language, as in ", h("code", {}, '"red car" - "snow" where year > 2020'), "."));
  });
}
