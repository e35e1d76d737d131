// The classes at the right: chooses one, finds one by typing, adds one.

/** @import { ClassOfRun } from "./api.js" */
/** @import { Editing } from "./editing.js" */
/** @import { Store } from "./store.js" */

import { byId, element } from "./dom.js";
import { openDrawer } from "./drawers.js";
import { say } from "./notices.js";

const NumberKeys = 9;

export class ClassPanel {
  /**
   * @param {Store} store
   * @param {Editing} editing
   */
  constructor(store, editing) {
    this.store = store;
    this.editing = editing;
    this.list = byId("classes", HTMLElement);
    this.input = byId("class-text", HTMLInputElement);

    /** What goes on once a class is chosen that was asked for. @type {(() => void) | null} */
    this.afterwards = null;
    store.on(["run", "currentClass"], () => this.draw());
    this.input.addEventListener("input", () => this.draw());
    byId("class-form", HTMLFormElement).addEventListener("submit", event => {
      event.preventDefault();
      this.submit();
    });
  }

  /** Asks for a class, and goes on with what needed it. @param {() => void} afterwards */
  ask(afterwards) {
    this.afterwards = afterwards;
    openDrawer("labels");
    this.input.focus();
  }

  async submit() {
    const name = this.input.value.trim();
    const known = this.store.state.run?.classes.find(label => label.name.toLowerCase() === name.toLowerCase());
    if (name && (known || await this.editing.ensureClass(name))) {
      this.choose(known?.name ?? name);
    }
  }

  /** @param {string} name */
  choose(name) {
    this.input.value = "";
    this.editing.choose(name);
    say(`Class: ${name}`);
    const { afterwards } = this;
    this.afterwards = null;
    if (afterwards) {
      openDrawer("");
      byId("canvas", HTMLCanvasElement).focus();
      afterwards();
    }
    this.draw();
  }

  draw() {
    const text = this.input.value.trim();
    const classes = this.store.state.run?.classes ?? [];
    const rows = classes
      .map((label, index) => ({ label, index }))
      .filter(({ label }) => label.name.toLowerCase().includes(text.toLowerCase()))
      .map(({ label, index }) => this.row(label, index));
    this.list.replaceChildren(...rows);
    if (text && !classes.some(label => label.name.toLowerCase() === text.toLowerCase())) {
      const add = element("button", "class-row", `Add “${text}”`);
      add.type = "button";
      add.addEventListener("click", () => this.submit());
      this.list.append(add);
    }
  }

  /**
   * @param {ClassOfRun} label
   * @param {number} index
   */
  row(label, index) {
    const row = element("button", "class-row");
    row.type = "button";
    row.setAttribute("aria-pressed", `${label.name === this.store.state.currentClass}`);
    const swatch = element("span", "swatch");
    swatch.style.setProperty("--class", label.color);
    row.append(swatch, element("span", "name", label.name));
    if (index < NumberKeys) {
      row.append(element("kbd", "", `${index + 1}`));
    }
    row.addEventListener("click", () => this.choose(label.name));
    return row;
  }
}
