/**
 * A canvas to draw on, for sketches, or to paint on, for colours at places: what is not painted may be anything.
 * The mouse, a finger or a pen draws; on the keyboard the arrows move the brush and Space puts it down.
 */

import { api, thumbnailUrl, uploadUrl } from "./api.js";
import { announce, clamp, h, icon, sheet, toast } from "./dom.js";
import { BOXES } from "./places.js";
import { HEIGHT, Strokes, WIDTH } from "./strokes.js";

/** What people call colours, and what they mean by it. */
const COLORS = [["Red", "#d62f2f"], ["Orange", "#f08a24"], ["Yellow", "#f5d33b"], ["Green", "#3f9b45"], ["Dark green", "#1f5130"],
  ["Sky blue", "#8cc4ec"], ["Blue", "#2f6fd0"], ["Navy", "#1c2f63"], ["Purple", "#7d46a8"], ["Pink", "#f0a3bf"], ["Brown", "#7a4b2a"],
  ["Sand", "#dcc08f"], ["White", "#ffffff"], ["Grey", "#8d9097"], ["Black", "#141414"]];
/** Lines as people draw them with a pen on paper: broader ones run together, and the network takes them for signs. */
const SIZES = { sketch: [["Fine", 4], ["Medium", 8], ["Broad", 16]], color: [["Small", 22], ["Medium", 54], ["Large", 110]] };
const SAYS = {
  sketch: "Draw its outlines, large and broad. A few lines are enough.",
  color: "Paint which colours are where. What you leave unpainted may be anything.",
};
const BLANK = { sketch: "Draw something first.", color: "Paint some colour first." };
const STEP = 12;
/** How much broader than the pencil its eraser is. */
const RUBBER = 2;

/** @typedef {"draw"|"erase"|"fill"} Tool */

/**
 * @param {HTMLElement} host
 * @param {{app: any, mode: "sketch"|"color", chip?: any, onDone: (chip: any) => void, onClose: () => void}} options
 */
export async function open(host, { app, mode, chip, onDone, onClose }) {
  await sheet("css/composer.css");
  const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { class: "paper", tabindex: "0", role: "application",
    "aria-label": `${SAYS[mode]} Arrow keys move the brush, Space puts it down and lifts it.` }));
  const strokes = new Strokes(canvas);
  const brush = h("span", { class: "brush", "aria-hidden": "true", hidden: true }); // at rest it would look like a stroke
  let tool = /** @type {Tool} */ ("draw");
  let color = mode === "sketch" ? "#141414" : COLORS[5][1];
  let size = /** @type {number} */ (SIZES[mode][1][1]);
  const place = { x: WIDTH / 2, y: HEIGHT / 2, force: 1 };
  let drawing = false;

  const button = (/** @type {string} */ name, /** @type {string} */ picture, /** @type {string} */ key, /** @type {() => void} */ act, more = {}) =>
    h("button", { type: "button", class: "tool-button", title: `${name} (${key})`, "aria-label": name, onclick: act, ...more }, icon(picture));
  const pick = (/** @type {Tool} */ which) => () => { tool = which; show(); };
  const tools = { draw: button(mode === "sketch" ? "Pencil" : "Brush", mode === "sketch" ? "sketch" : "palette", "B", pick("draw")),
    fill: button("Fill an area", "fill", "F", pick("fill"), { hidden: mode === "sketch" }),
    erase: button("Eraser", "eraser", "E", pick("erase")) };
  const sizes = SIZES[mode].map(([name, value]) => h("button", { type: "button", class: "tool-button", title: String(name), "aria-label": `${name} brush`,
    onclick: () => { size = Number(value); show(); } }, h("span", { class: `dot ${String(name).toLowerCase()}` })));
  const undo = button("Undo", "undo", "Ctrl+Z", () => { strokes.undo(); show(); });
  const redo = button("Redo", "redo", "Ctrl+Y", () => { strokes.redo(); show(); });
  const clear = button("Clear all", "trash", "Del", () => { if (!strokes.blank) strokes.start({ does: "clear" }); show(); });
  const own = /** @type {HTMLInputElement} */ (h("input", { type: "color", value: "#c8742a", "aria-label": "Another colour", title: "Another colour",
    oninput: () => choose(own.value), onclick: () => choose(own.value) }));
  const swatches = COLORS.map(([name, value]) => h("button", { type: "button", class: "swatch", title: name, "aria-label": name,
    style: { "--swatch": value }, onclick: () => choose(value) }));
  const done = /** @type {HTMLButtonElement} */ (h("button", { type: "button", class: "pill primary", onclick: finish }, icon("search"), "Search"));
  const hint = h("p", { class: "soft grow", role: "status" });
  const named = app.state.chips.some((/** @type {any} */ each) => each.kind === "words");
  const name = mode === "sketch" && app.info.schemes.seen && !named && /** @type {HTMLInputElement} */ (h("input", { type: "text", class: "what",
    enterkeyhint: "search", autocomplete: "off", placeholder: "What is it? A word helps", "aria-label": "What is drawn, in a word (optional)",
    onkeydown: (/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter" && !done.disabled) void finish(); } }));

  host.append(h("div", { class: `composing ${mode}` },
    h("div", { class: "tool-rail", role: "toolbar", "aria-label": "Drawing tools" },
      h("div", { class: "tool-group", role: "group", "aria-label": "Tool" }, tools.draw, tools.fill, tools.erase),
      h("div", { class: "tool-group", role: "group", "aria-label": "Size" }, sizes),
      h("div", { class: "tool-group", role: "group", "aria-label": "Changes" }, undo, redo, clear)),
    h("div", { class: "easel" }, h("div", { class: "sheet" }, canvas, brush),
      mode === "color" && h("div", { class: "colors", role: "group", "aria-label": "Colours" }, swatches, h("label", { class: "own" }, own))),
    h("div", { class: "composer-foot" }, hint, name, h("button", { type: "button", class: "pill", onclick: onClose }, "Cancel"), done)));

  /** @param {string} value */
  function choose(value) {
    color = value;
    if (tool === "erase") tool = "draw";
    show();
  }

  /** Bring the buttons in line. */
  function show() {
    const blank = strokes.blank;
    for (const [name, node] of Object.entries(tools)) node.setAttribute("aria-pressed", String(name === tool));
    sizes.forEach((node, at) => node.setAttribute("aria-pressed", String(SIZES[mode][at][1] === size)));
    swatches.forEach((node, at) => node.setAttribute("aria-pressed", String(tool !== "erase" && COLORS[at][1] === color)));
    own.parentElement?.classList.toggle("on", tool !== "erase" && !COLORS.some(([, value]) => value === color));
    /** @type {HTMLButtonElement} */ (undo).disabled = !strokes.acts.length;
    /** @type {HTMLButtonElement} */ (redo).disabled = !strokes.undone.length;
    /** @type {HTMLButtonElement} */ (clear).disabled = blank;
    done.disabled = blank;
    hint.textContent = blank ? SAYS[mode] : "";
    showBrush();
  }

  function showBrush() {
    const scale = canvas.clientWidth / WIDTH || 1;
    const across = (tool === "fill" ? 12 : tool === "erase" && mode === "sketch" ? size * RUBBER : size) * scale;
    brush.style.setProperty("--across", `${Math.max(4, across)}px`);
    brush.style.setProperty("--brush", tool === "erase" ? "transparent" : color);
    brush.style.transform = `translate(${place.x * scale}px, ${place.y * scale}px)`;
    brush.classList.toggle("down", drawing);
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    const box = canvas.getBoundingClientRect();
    place.x = ((event.clientX - box.left) / box.width) * WIDTH;
    place.y = ((event.clientY - box.top) / box.height) * HEIGHT;
    place.force = event.pointerType === "pen" && event.pressure ? 0.35 + 1.3 * event.pressure : 1;
  }

  function putDown() {
    if (tool === "fill") return void strokes.start({ does: "fill", color, points: [{ ...place }] });
    drawing = true;
    strokes.start({ does: tool, color, size: tool === "erase" && mode === "sketch" ? size * RUBBER : size, points: [{ ...place }] });
  }

  function lift() {
    if (drawing) drawing = false;
    show();
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    follow(event);
    putDown();
    showBrush();
  });
  canvas.addEventListener("pointermove", (event) => {
    const path = drawing && event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event];
    for (const each of path) {
      follow(each);
      if (drawing) strokes.extend({ ...place });
    }
    brush.hidden = event.pointerType === "touch";
    showBrush();
  });
  canvas.addEventListener("pointerleave", () => { brush.hidden = true; });
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);

  const ARROWS = /** @type {Record<string, number[]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (arrow) {
      const step = event.shiftKey ? STEP * 4 : STEP;
      place.x = clamp(place.x + arrow[0] * step, 0, WIDTH);
      place.y = clamp(place.y + arrow[1] * step, 0, HEIGHT);
      place.force = 1;
      if (drawing) strokes.extend({ ...place });
    } else if (event.key === " ") {
      if (drawing) lift();
      else putDown();
      announce(drawing ? "Brush down" : tool === "fill" ? "Filled" : "Brush up");
    } else return;
    event.preventDefault();
    brush.hidden = false;
    show();
  });
  host.addEventListener("keydown", (event) => {
    if (event.target === name) return; // letters are letters there
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key === "z" && !event.shiftKey) strokes.undo();
      else if (key === "y" || key === "z") strokes.redo();
      else if (key === "enter" && !done.disabled) void finish();
      else return;
    } else if (key === "delete" && event.target === canvas) clear.click();
    else if (key === "b") tool = "draw";
    else if (key === "e") tool = "erase";
    else if (key === "f" && mode === "color") tool = "fill";
    else if (key === "enter" && event.target === canvas && !done.disabled) void finish();
    else return;
    event.preventDefault();
    show();
  });
  addEventListener("resize", showBrush);

  async function finish() {
    if (strokes.blank) return toast(BLANK[mode], "bad");
    done.disabled = true;
    hint.textContent = "Sending it …";
    try {
      const { upload } = await api.upload(await strokes.file());
      const weight = chip?.weight ?? 1;
      const words = name && name.value.trim();
      onDone(mode === "color" ? { kind: "color", canvas: upload, weight }
        : [{ kind: "sketch", upload, weight }, ...(words ? [{ kind: "words", text: words, weight: 1 }] : [])]);
    } catch (error) {
      toast(/** @type {any} */ (error).detail ?? "The picture could not be sent: try again.", "bad");
      show();
    }
  }

  const before = mode === "sketch" ? chip?.upload : chip?.canvas;
  if (before) await begun(strokes, uploadUrl(before));
  else if (chip?.id) await begun(strokes, thumbnailUrl(app.state.collection, chip.id));
  else if (chip?.places) strokes.begin((pen) => painted(pen, chip.places));
  show();
  canvas.focus({ preventScroll: true });
  return { end: () => removeEventListener("resize", showBrush) };
}

/** Begin with a picture that was drawn before. @param {Strokes} strokes @param {string} url */
async function begun(strokes, url) {
  const picture = new Image();
  picture.src = url;
  try {
    await picture.decode();
    strokes.begin((pen) => pen.drawImage(picture, 0, 0, WIDTH, HEIGHT));
  } catch {
    toast("The drawing is not kept any more: draw it again.");
  }
}

/** Colours at places, as areas. @param {CanvasRenderingContext2D} pen @param {[string|number[], string][]} places */
function painted(pen, places) {
  for (const [at, color] of places) {
    const [left, top, width, height] = typeof at === "string" ? (BOXES[at] ?? BOXES.anywhere) : at;
    pen.fillStyle = color;
    pen.fillRect(left * WIDTH, top * HEIGHT, width * WIDTH, height * HEIGHT);
  }
}
