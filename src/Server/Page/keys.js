// The keyboard: finds the command of a key, and leaves keys to those who type.

/** @import { Command } from "./commands.js" */
/** @import { Gestures } from "./gestures.js" */
/** @import { Store } from "./store.js" */

import { byId } from "./dom.js";

const OffName = "clipsurgery-keys-off";

export class Keys {
  /**
   * @param {Command[]} commands
   * @param {Store} store
   * @param {Gestures} gestures
   */
  constructor(commands, store, gestures) {
    this.byKey = new Map(commands.flatMap(command => command.keys.map(key => [key, command])));
    this.store = store;
    this.gestures = gestures;
    this.canvas = byId("canvas", HTMLCanvasElement);
    this.isHiding = false;

    /** Single keys are in the way of some people's speech input: they can be switched off. */
    this.switch = byId("keys-on", HTMLInputElement);
    this.switch.checked = localStorage.getItem(OffName) === null;
    this.switch.addEventListener("change", () => this.keepSwitch());
    document.addEventListener("keydown", event => this.press(event));
    document.addEventListener("keyup", event => this.release(event));
    addEventListener("blur", () => this.letGo());
  }

  keepSwitch() {
    if (this.switch.checked) {
      localStorage.removeItem(OffName);
    } else {
      localStorage.setItem(OffName, "true");
    }
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    if (target.closest("dialog") || document.querySelector("dialog:modal")) {
      return;
    }
    if (isTyping(target)) {
      if (event.key === "Escape") {
        event.preventDefault();
        this.canvas.focus();
      }
      return;
    }
    if (event.key === " ") {
      this.pressSpace(event, target);
      return;
    }
    const name = nameOf(event);
    const command = this.byKey.get(name);
    if (!command || event.altKey || !this.isFor(command, name, target)) {
      return;
    }
    event.preventDefault();
    if (command.name === "toggle-masks") {
      this.isHiding = true;
      this.store.set({ areMasksShown: false });
    } else {
      command.run(name);
    }
  }

  /**
   * Whether a key is a command where the focus is.
   * @param {Command} command
   * @param {string} name
   * @param {HTMLElement} target
   */
  isFor(command, name, target) {
    if (name === "Tab") {
      return target === this.canvas && (this.store.state.draft?.masks.length ?? 0) > 1;
    }
    if (name === "Enter") {
      return !target.closest("button, a, summary");
    }
    return this.switch.checked || name.length > 1;
  }

  /** @param {KeyboardEvent} event @param {HTMLElement} target */
  pressSpace(event, target) {
    if (!target.closest("button, summary, [role=listbox]")) {
      event.preventDefault();
      this.gestures.setSpace(true);
    }
  }

  /** @param {KeyboardEvent} event */
  release(event) {
    if (event.key === " ") {
      this.gestures.setSpace(false);
    } else if (event.key.toLowerCase() === "h") {
      this.showAgain();
    }
  }

  letGo() {
    this.gestures.setSpace(false);
    this.showAgain();
  }

  showAgain() {
    if (this.isHiding) {
      this.isHiding = false;
      this.store.set({ areMasksShown: true });
    }
  }
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("select, textarea, input:not([type=range], [type=checkbox])");
}

/** @param {KeyboardEvent} event */
function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isControl = event.ctrlKey || event.metaKey;
  return `${isControl ? "Ctrl+" : ""}${event.shiftKey && (isControl || key.length > 1) ? "Shift+" : ""}${key}`;
}
