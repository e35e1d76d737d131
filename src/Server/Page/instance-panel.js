// The masks of the picture at the right: which there are, where they come from, and what can be done with the selected one.

/** @import { Instance } from "./api.js" */
/** @import { Editing } from "./editing.js" */
/** @import { Store } from "./store.js" */

import { byId, element, icon } from "./dom.js";

/** @type {Record<string, string>} */
const Sources = { auto: "found", corrected: "corrected", manual: "by hand" };

export class InstancePanel {
  /**
   * @param {Store} store
   * @param {Editing} editing
   */
  constructor(store, editing) {
    this.store = store;
    this.editing = editing;
    this.list = byId("instances", HTMLElement);
    this.actions = byId("instance-actions", HTMLElement);
    this.class = byId("instance-class", HTMLSelectElement);

    /** What the rows show. @type {unknown[]} */
    this.shown = [];
    store.on(["picture", "selected", "run"], () => this.draw());
    this.list.addEventListener("click", event => this.click(event));
    this.list.addEventListener("keydown", event => this.press(event));
    this.class.addEventListener("change", () => editing.choose(this.class.value));
  }

  /** @param {MouseEvent} event */
  click(event) {
    const row = event.target instanceof Element ? event.target.closest("[data-id]") : null;
    if (row instanceof HTMLElement) {
      this.select(row.dataset.id ?? null);
    }
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      event.stopPropagation();
      this.editing.step(steps[event.key]);
    }
  }

  /** @param {string | null} id */
  select(id) {
    if (!this.editing.isDrafting()) {
      this.editing.select(id === this.store.state.selected ? null : id);
    }
  }

  draw() {
    const instances = this.store.state.picture?.instances ?? [];
    const { selected } = this.store;
    byId("instance-count", HTMLElement).textContent = `${instances.length}`;
    byId("no-instances", HTMLElement).hidden = instances.length > 0;
    const shown = [this.store.state.picture, this.store.state.run];
    if (shown.some((value, i) => value !== this.shown[i])) {
      this.shown = shown;
      this.list.replaceChildren(...instances.map((instance, index) => this.row(instance, index)));
    }
    instances.forEach((instance, index) => this.list.children[index].setAttribute("aria-selected", `${instance === selected}`));
    this.list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    if (selected) {
      this.list.setAttribute("aria-activedescendant", `instance-${instances.indexOf(selected)}`);
    } else {
      this.list.removeAttribute("aria-activedescendant");
    }
    this.actions.hidden = !selected;
    if (selected) {
      this.showActions(selected);
    }
  }

  /** @param {Instance} instance @param {number} index */
  row(instance, index) {
    const row = element("div", "instance-row");
    row.id = `instance-${index}`;
    row.dataset.id = instance.id ?? "";
    row.setAttribute("role", "option");
    const swatch = element("span", "swatch");
    swatch.style.setProperty("--class", this.store.colorOf(instance.class));
    const texts = element("span", "texts");
    const source = [Sources[instance.source ?? ""] ?? "changed", instance.score === null ? "" : instance.score.toFixed(2)];
    texts.append(element("b", "", instance.class), element("small", "", source.filter(text => text).join(" · ")));
    row.append(swatch, texts);
    if (instance.accepted) {
      const mark = element("span", "accepted");
      mark.append(icon("check"), element("span", "hidden", "accepted"));
      row.append(mark);
    }
    return row;
  }

  /** @param {Instance} selected */
  showActions(selected) {
    const names = (this.store.state.run?.classes ?? []).map(label => label.name);
    this.class.replaceChildren(...[...new Set([...names, selected.class])].map(name => new Option(name, name)));
    this.class.value = selected.class;
    byId("accept", HTMLButtonElement).setAttribute("aria-pressed", `${selected.accepted}`);
  }
}
