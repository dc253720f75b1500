/** Panels over the page: a picture large, a canvas, a board, help. One at a time; Escape and the back button close it. */

import { $, h, icon, toast } from "./dom.js";
import { closeMenu } from "./menu.js";

/** @type {HTMLDialogElement|null} */
let current = null;

/**
 * Open a panel and let a module fill it. A click beside it closes it, unless something is made in it that would be lost.
 * @param {{title: string, className?: string, onClose?: () => void}} panel
 * @param {(host: HTMLElement, close: () => void) => void|Promise<void>} fill
 */
export async function openPanel({ title, className = "", onClose }, fill) {
  closePanel();
  closeMenu();
  const body = h("div", { class: "panel-body" });
  const composes = className === "composer";
  const dialog = /** @type {HTMLDialogElement} */ (h("dialog", { class: `panel ${className}`, "aria-label": title },
    h("div", { class: "panel-head" }, h("h2", {}, title),
      h("button", { type: "button", class: "round", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"))),
    body));
  const close = () => dialog.close();
  dialog.addEventListener("close", () => {
    document.body.append($("toasts")); // which may have come up in the panel
    dialog.remove();
    if (current === dialog) current = null;
    onClose?.();
  });
  let outside = false; // a drag that began in the panel, and the second click of two, mean something else
  dialog.addEventListener("pointerdown", (event) => { outside = event.target === dialog; });
  dialog.addEventListener("click", (event) => outside && event.target === dialog && event.detail === 1 && !composes && dialog.close());
  document.body.append(dialog);
  current = dialog;
  dialog.showModal();
  try {
    await fill(body, close);
  } catch (error) {
    dialog.close();
    toast(/** @type {any} */ (error).detail ?? "This part of the page could not be loaded: load the page again.", "bad");
    console.error(error);
  }
}

export function closePanel() {
  current?.close();
}

export const panelIsOpen = () => current !== null;
