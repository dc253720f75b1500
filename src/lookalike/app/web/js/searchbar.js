/** The search bar: words, pictures that are dropped, pasted or chosen, chips, and the buttons of the other schemes. */

import { api } from "./api.js";
import { chipNode } from "./chips.js";
import { $, announce, h, toast } from "./dom.js";

/** @typedef {import("./query.js").Chip} Chip */

const DRAGGED = "application/x-lookalike-id";
/** What can only be meant as the query language: a phrase among words, “"golden gate" May 2020”, is not, and “where” is a word, too. */
const LANGUAGE = new RegExp([
  String.raw`^\s*[-~(]`, // a sign or a group
  String.raw`^\s*(["'])(?:(?!\1).)*(?:\1\s*)?$`, // one text alone, closed or not
  String.raw`["')]\s*[-+*&|]\s*(?:["'(~\d]|\w+\s*\()`, // terms and what joins them
  String.raw`\b(?:image|sketch|colou?r|concept|feedback)\s*\(`,
  String.raw`(?:^|\s)where\s.*(?:[=<>(]|\b(?:between|null)\b|like\s*')`,
].join("|"), "i");

const narrow = matchMedia("(max-width: 700px)");

/** @param {any} app */
export function startSearchbar(app) {
  const input = /** @type {HTMLInputElement} */ ($("words"));
  $("search").addEventListener("submit", (event) => {
    event.preventDefault();
    void submit(app, input);
  });
  input.addEventListener("keydown", (event) => pressed(event, app, input));
  input.addEventListener("input", () => showClear(app));
  $("clear").addEventListener("click", () => {
    input.value = "";
    app.go({ chips: [], rounds: [] });
    input.focus();
  });
  const file = /** @type {HTMLInputElement} */ ($("file"));
  file.addEventListener("change", () => {
    void addFiles(app, [...(file.files ?? [])]);
    file.value = "";
  });
  $("search").addEventListener("click", (event) => event.target === $("asked") && input.focus());
  for (const button of document.querySelectorAll("[data-scheme]"))
    button.addEventListener("click", () => app.begin(/** @type {HTMLElement} */ (button).dataset.scheme));
  document.addEventListener("paste", (event) => pasted(event, app));
  startDropping(app);
}

/** Show what is asked. One plain chip of words stands in the input itself. @param {any} app */
export function showChips(app) {
  const input = /** @type {HTMLInputElement} */ ($("words"));
  const { chips, collection } = app.state;
  const typed = alone(chips);
  const shown = typed === null ? chips : [];
  if (typed !== null) input.value = typed;
  else if (document.activeElement !== input || !chips.length) input.value = "";
  input.placeholder = hint(shown.length > 0, app.info?.schemes.seen);
  $("chips").replaceChildren(...shown.map((/** @type {Chip} */ chip, /** @type {number} */ place) => chipNode(chip, {
    collection,
    weighs: chips.length > 1,
    edit: () => app.edit(place),
    change: (changed) => app.go({ chips: chips.with(place, changed) }),
    remove: () => {
      app.go({ chips: chips.toSpliced(place, 1) });
      input.focus();
    },
  })));
  showClear(app);
}

/** What words will find. @param {boolean} more there is something to add to @param {boolean} seen what pictures show is known by words */
function hint(more, seen) {
  if (more) return seen ? "Add words" : "Add a name or a date";
  if (narrow.matches) return seen ? "Describe a picture" : "Names, tags or dates";
  return seen ? "Describe a picture, or drop one here" : "Names, tags, captions or dates, or drop a picture here";
}

function showClear(/** @type {any} */ app) {
  $("clear").hidden = !app.state.chips.length && !(/** @type {HTMLInputElement} */ ($("words")).value);
}

/** The words of a query of nothing else, or null. @param {Chip[]} chips @returns {string|null} */
function alone(chips) {
  const [chip, ...others] = chips;
  return chip?.kind === "words" && chip.weight === 1 && !others.length ? chip.text : null;
}

/** @param {any} app @param {HTMLInputElement} input */
async function submit(app, input) {
  const words = input.value.trim();
  const kept = alone(app.state.chips) === null ? app.state.chips : [];
  if (!words) return app.go({ chips: kept, rounds: [] });
  if (LANGUAGE.test(words)) return read(app, words, kept, input);
  if (kept.length) input.value = "";
  app.go({ chips: [...kept, { kind: "words", text: words, weight: 1 }], rounds: [] });
}

/** @param {any} app @param {string} words @param {Chip[]} kept @param {HTMLInputElement} input */
async function read(app, words, kept, input) {
  try {
    const { chips, where } = await app.understood(words);
    input.value = "";
    app.go({ chips: [...kept, ...chips], rounds: [], ...(where ? { where } : {}) });
  } catch (error) {
    await app.refuse(error);
    input.value = words; // to be mended
  }
}

/** @param {KeyboardEvent} event @param {any} app @param {HTMLInputElement} input */
function pressed(event, app, input) {
  const { chips } = app.state;
  if (event.key === "Backspace" && !input.value && chips.length) app.go({ chips: chips.slice(0, -1) });
  else if (event.key === "Escape" && input.value && alone(chips) !== input.value) input.value = alone(chips) ?? "";
  else if (event.key === "ArrowDown") app.grid.focus(app.grid.active);
  else return;
  event.preventDefault();
}

/** Search by picture files. @param {any} app @param {File[]} files */
export async function addFiles(app, files) {
  const pictures = files.filter((file) => file.type.startsWith("image/") || /\.(heic|heif|avif|tiff?)$/i.test(file.name));
  if (!pictures.length) return files.length ? toast("That is not a picture: drop a JPEG, PNG, WebP or HEIC file.", "bad") : undefined;
  const busy = pictures.map((file) => h("li", { class: "chip busy" }, h("span", { class: "preview" },
    h("img", { src: URL.createObjectURL(file), alt: "" })), h("span", { class: "text" }, "Reading…")));
  $("chips").append(...busy);
  announce("Reading the picture.");
  try {
    const uploads = await Promise.all(pictures.map((file) => api.upload(file)));
    const chips = uploads.map(({ upload }) => ({ kind: "image", upload, weight: 1 }));
    if (app.picking) app.detail({ chip: chips[0], region: true });
    else app.add(chips);
  } catch (error) {
    toast(/** @type {any} */ (error).detail ?? String(error), "bad");
  } finally {
    for (const node of busy) {
      URL.revokeObjectURL(/** @type {HTMLImageElement} */ (node.querySelector("img")).src);
      node.remove();
    }
  }
}

/** @param {ClipboardEvent} event @param {any} app */
function pasted(event, app) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  void addFiles(app, files);
}

/** Pictures may be dropped anywhere on the page. @param {any} app */
function startDropping(app) {
  const takes = (/** @type {DragEvent} */ event) => {
    const types = event.dataTransfer?.types ?? [];
    return types.includes("Files") || types.includes(DRAGGED);
  };
  const show = (/** @type {boolean} */ on) => document.documentElement.classList.toggle("dropping", on);
  document.addEventListener("dragover", (event) => {
    if (!takes(event)) return;
    event.preventDefault();
    show(Boolean(event.dataTransfer?.types.includes("Files")));
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget === null && show(false));
  document.addEventListener("drop", (event) => {
    show(false);
    if (!takes(event)) return;
    event.preventDefault();
    const id = event.dataTransfer?.getData(DRAGGED);
    const onBar = /** @type {HTMLElement} */ (event.target).closest("#search");
    if (id && onBar) app.add([{ kind: "image", id, weight: 1 }]);
    else if (!id) void addFiles(app, [...(event.dataTransfer?.files ?? [])]);
  });
}
