/** Buttons that open a small sheet below them; on a phone it rises from the foot of the page. */

import { h, icon } from "./dom.js";

/** @type {(() => void)|null} */
let closeOpen = null;

/** Close the menu that is open, if one is. */
export const closeMenu = () => closeOpen?.();

/**
 * @param {{name: string, picture: string, fill(host: HTMLElement, close: () => void): void}} menu
 * @returns {HTMLElement} the button and its sheet
 */
export function menu({ name, picture, fill }) {
  const id = `menu-${picture}`;
  const label = h("span", { class: "label" }, name);
  const sheet = h("div", { class: "menu", id, role: "group", "aria-label": name, hidden: true });
  const button = h("button", { type: "button", class: "pill", "aria-expanded": "false", "aria-controls": id, "aria-label": name },
    icon(picture), label, icon("chevron", "icon small"));
  const close = () => {
    sheet.hidden = true;
    button.setAttribute("aria-expanded", "false");
    closeOpen = null;
  };
  button.addEventListener("click", () => {
    const wasOpen = !sheet.hidden;
    closeOpen?.();
    if (wasOpen) return;
    sheet.replaceChildren();
    fill(sheet, close);
    sheet.hidden = false;
    button.setAttribute("aria-expanded", "true");
    closeOpen = close;
    /** @type {HTMLElement|null} */ (sheet.querySelector("input, select, button"))?.focus();
  });
  const whole = h("div", { class: "has-menu" }, button, sheet);
  whole.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || sheet.hidden) return;
    event.stopPropagation();
    close();
    button.focus();
  });
  return whole;
}

document.addEventListener("pointerdown", (event) => {
  if (!(/** @type {HTMLElement} */ (event.target).closest(".has-menu"))) closeOpen?.();
});
