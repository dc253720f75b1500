/** Light and dark: as the system has it until someone chooses. */

import { $ } from "./dom.js";

const KEY = "lookalike.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

const chosen = () => localStorage.getItem(KEY);
const isDark = () => (chosen() ? chosen() === "dark" : dark.matches);

function apply() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  $("theme").setAttribute("aria-label", isDark() ? "Switch to light" : "Switch to dark");
  $("theme").querySelector("use")?.setAttribute("href", `#icon-${isDark() ? "sun" : "moon"}`);
}

export function startTheme() {
  apply();
  dark.addEventListener("change", apply);
  $("theme").addEventListener("click", () => {
    localStorage.setItem(KEY, isDark() ? "light" : "dark");
    apply();
  });
}
