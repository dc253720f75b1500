/** Keys that work all over the page, unless someone is typing or a panel is open. */

import { $ } from "./dom.js";
import { showHelp } from "./help.js";
import { panelIsOpen } from "./panel.js";

/** @param {any} app */
export function startKeys(app) {
  const keys = /** @type {Record<string, () => void>} */ ({
    "/": () => {
      $("words").focus();
      /** @type {HTMLInputElement} */ ($("words")).select();
    },
    "?": () => showHelp(),
    d: () => app.info?.schemes.sketch && app.compose("sketch"),
    c: () => app.info?.schemes.color && app.compose("color"),
    l: () => app.info?.schemes.concept && app.compose("concept"),
    Escape: () => app.pick(false),
    ArrowDown: () => app.grid.focus(app.grid.active),
  });
  document.addEventListener("keydown", (event) => {
    const typing = /** @type {HTMLElement} */ (event.target).closest("input, textarea, select, [contenteditable]");
    if (typing || panelIsOpen() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" && (event.target !== document.body || app.state.view)) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
