// On narrow screens, the lists are drawers at the bottom: one is open at a time.

import { byId } from "./dom.js";

export function setUpDrawers() {
  const buttons = [...document.querySelectorAll("[data-opens]")];
  const open = (/** @type {string} */ name) => {
    document.body.dataset.drawer = name;
    buttons.forEach(button => button.setAttribute("aria-expanded", `${button.getAttribute("data-opens") === name}`));
  };
  open("");
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const name = button.getAttribute("data-opens") ?? "";
      open(document.body.dataset.drawer === name ? "" : name);
    });
  }
  byId("canvas", HTMLElement).addEventListener("pointerdown", () => open(""));
}
