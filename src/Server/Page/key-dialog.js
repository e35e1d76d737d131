// Asks for the server's key.

import { byId } from "./dom.js";

/**
 * @param {boolean} isWrong whether a key was refused
 * @returns {Promise<string>}
 */
export function askForKey(isWrong) {
  const dialog = byId("key-dialog", HTMLDialogElement);
  const input = byId("key", HTMLInputElement);
  byId("key-wrong", HTMLElement).hidden = !isWrong;
  input.value = "";
  dialog.addEventListener("cancel", event => event.preventDefault());
  dialog.showModal();
  return new Promise(resolve => {
    byId("key-form", HTMLFormElement).addEventListener("submit", event => {
      event.preventDefault();
      dialog.close();
      resolve(input.value);
    }, { once: true });
  });
}
