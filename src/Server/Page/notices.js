// What the page tells: a line that comes and goes, and notices that stay until they are settled.

import { byId, element } from "./dom.js";

const SayDelayMilliseconds = 50;

/** @type {Map<string, HTMLElement>} */
const shown = new Map();

/** Says a line, to screen readers as well. @param {string} text */
export function say(text) {
  const line = byId("status", HTMLElement);
  line.textContent = "";
  // The same words said twice are a change only if there was something else in between.
  setTimeout(() => { line.textContent = text; }, SayDelayMilliseconds);
}

/**
 * Shows a notice until it is hidden or, without an action of its own, until the person has read it.
 * @param {string} key
 * @param {string} text
 * @param {{ label: string, run: () => void }} [action]
 */
export function notify(key, text, action) {
  if (shown.get(key)?.firstChild?.textContent === text) {
    return;
  }
  settle(key);
  const notice = element("div", "notice");
  const button = element("button", "", action?.label ?? "OK");
  button.type = "button";
  button.addEventListener("click", action?.run ?? (() => settle(key)));
  notice.append(element("p", "", text), button);
  byId("notices", HTMLElement).append(notice);
  shown.set(key, notice);
}

/** @param {string} key */
export function settle(key) {
  shown.get(key)?.remove();
  shown.delete(key);
}
