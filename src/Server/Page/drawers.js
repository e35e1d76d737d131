// On narrow screens, the lists are drawers at the bottom: one is open at a time.

import { byId } from "./dom.js";

/** @param {string} name of the drawer; none closes the open one */
export function openDrawer(name) {
  document.body.dataset.drawer = name;
  for (const button of document.querySelectorAll("[data-opens]")) {
    button.setAttribute("aria-expanded", `${button.getAttribute("data-opens") === name}`);
  }
}

export function setUpDrawers() {
  for (const button of document.querySelectorAll("[data-opens]")) {
    button.addEventListener("click", () => {
      const name = button.getAttribute("data-opens") ?? "";
      openDrawer(document.body.dataset.drawer === name ? "" : name);
    });
  }
  byId("canvas", HTMLElement).addEventListener("pointerdown", () => openDrawer(""));
}
