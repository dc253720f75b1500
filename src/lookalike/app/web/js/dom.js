/** Small helpers for making and finding elements. Styles go through the CSSOM: the page's policy refuses inline ones. */

/**
 * Make an element. `on…` attributes are listeners, `style` is an object, false and null attributes are left out.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node|string|null|false|undefined|(Node|string)[])} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, text] of Object.entries(value)) node.style.setProperty(key, String(text));
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== false && child !== undefined));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * A picture of those at the end of the page; it is not spoken, its button has the name.
 * @param {string} name
 * @param {string} [className]
 */
export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** @param {string} id @returns {HTMLElement} */
export const $ = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Tell people who do not see the page what has happened. @param {string} text */
export function announce(text) {
  $("live").textContent = text;
}

/** Show a short message at the foot of the page for some seconds. @param {string} text @param {"plain"|"bad"} [kind] */
export function toast(text, kind = "plain") {
  const note = h("div", { class: `toast ${kind}`, role: kind === "bad" ? "alert" : "status" }, text);
  const host = $("toasts");
  const over = document.querySelector("dialog[open]") ?? document.body; // a panel would hide it, and silence it
  if (host.parentElement !== over) over.append(host);
  host.append(note);
  setTimeout(() => note.remove(), 5000);
}

/** Take all short messages away. */
export const clearToasts = () => $("toasts").replaceChildren();

const sheets = new Set();

/** Load a module's style sheet once. @param {string} href such as "css/detail.css" @returns {Promise<void>} */
export function sheet(href) {
  if (sheets.has(href)) return Promise.resolve();
  sheets.add(href);
  return new Promise((resolve) => {
    const link = h("link", { rel: "stylesheet", href, onload: () => resolve(), onerror: () => resolve() });
    document.head.append(link);
  });
}

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** 12345 → "12,345" as the reader's language writes it. @param {number} value */
export const count = (value) => value.toLocaleString();

/** "1 picture", "12 pictures". @param {number} value @param {string} noun */
export const several = (value, noun) => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
