// What a person decides about instances: every change is an edit that is shown at once, sent, and can be taken back.

/** @import { Api, Instance, Picture, Rle } from "./api.js" */
/** @import { EditQueue } from "./edit-queue.js" */
/** @import { Edit } from "./edits.js" */
/** @import { History } from "./history.js" */
/** @import { Navigation } from "./navigation.js" */
/** @import { Store } from "./store.js" */

import { Problem, textOf } from "./api.js";
import { apply, createId, inverse } from "./edits.js";
import { DraftIsOpen } from "./navigation.js";
import { notify, say } from "./notices.js";

export class Editing {
  /**
   * @param {{ api: Api, store: Store, queue: EditQueue, history: History, navigation: Navigation }} parts
   */
  constructor({ api, store, queue, history, navigation }) {
    this.api = api;
    this.store = store;
    this.queue = queue;
    this.history = history;
    this.navigation = navigation;

    /** The instance that was touched last: what a brush goes on with when nothing is selected. @type {string | null} */
    this.lastTouched = null;
  }

  /** @param {string | null} id */
  select(id) {
    this.store.set({ selected: id });
    this.lastTouched = id ?? this.lastTouched;
  }

  /** Selects what a brush works on when nothing is selected. */
  selectLastTouched() {
    const id = this.queue.realId(this.lastTouched);
    const { picture, selected, draft } = this.store.state;
    if (!selected && !draft && picture?.instances.some(instance => instance.id === id)) {
      this.select(id);
    }
  }

  /** Selects the next instance or the one before. @param {number} step */
  step(step) {
    if (this.isDrafting()) {
      return;
    }
    const instances = this.store.state.picture?.instances ?? [];
    if (instances.length === 0) {
      say("There are no masks on this picture.");
      return;
    }
    const at = instances.findIndex(instance => instance.id === this.store.state.selected);
    const next = at < 0 ? (step > 0 ? 0 : instances.length - 1) : (at + step + instances.length) % instances.length;
    this.select(instances[next].id);
    say(`${instances[next].class}, ${next + 1} of ${instances.length}`);
  }

  /**
   * Does an edit of the picture that is shown.
   * @param {Partial<Edit> & { label: string }} change
   */
  edit(change) {
    const { picture } = this.store.state;
    if (picture) {
      const edit = this.queue.resolve({ picture: picture.id, put: [], remove: [], done: null, ...change });
      this.history.push({ edit, back: inverse(picture, edit) });
      this.perform(picture, edit);
      say(edit.label);
    }
  }

  /** @param {Picture} picture @param {Edit} edit */
  perform(picture, edit) {
    this.store.set({ picture: apply(picture, edit) });
    this.queue.push(edit);
  }

  /** Takes the last step back, on the picture that it belongs to. */
  async undo() {
    const step = this.history.last;
    if (!step) {
      say("There is nothing to undo.");
    } else if (await this.repeat(step.back)) {
      this.history.undo();
      say(`Undone: ${step.edit.label}`);
    }
  }

  async redo() {
    const step = this.history.next;
    if (!step) {
      say("There is nothing to redo.");
    } else if (await this.repeat(step.edit)) {
      this.history.redo();
      say(`Done again: ${step.edit.label}`);
    }
  }

  /** @param {Edit} edit @returns {Promise<boolean>} whether it is done */
  async repeat(edit) {
    if (edit.picture !== this.store.state.picture?.id) {
      const index = await this.navigation.pictures.indexOf(edit.picture, this.store.state.index);
      if (!await this.navigation.open(index)) {
        return false;
      }
    }
    const { picture } = this.store.state;
    if (!picture) {
      return false;
    }
    const resolved = this.queue.resolve(edit);
    this.perform(picture, resolved);
    this.select(resolved.put.at(-1)?.id ?? null);
    return true;
  }

  /**
   * New instances.
   * @param {Instance[]} instances
   * @param {string} label
   */
  add(instances, label) {
    const put = instances.map(instance => ({ ...instance, id: createId(), accepted: true }));
    this.edit({ put, label });
    this.lastTouched = put.at(-1)?.id ?? null;
  }

  /** A new instance that a person made. @param {Rle} mask @param {string} className */
  addMask(mask, className) {
    this.add([{ id: null, class: className, mask, score: null, prompt: null, source: "manual", accepted: true }], `New: ${className}`);
  }

  /**
   * A mask that a person has drawn anew: the server says whether that makes it corrected.
   * @param {Instance} instance
   * @param {Rle} mask
   * @param {string} verb
   */
  changeMask(instance, mask, verb) {
    this.edit({ put: [{ ...instance, mask, source: null, accepted: true }], label: `${verb} ${instance.class}` });
    this.lastTouched = instance.id;
  }

  accept() {
    const instance = this.needSelected();
    if (instance) {
      const accepted = !instance.accepted;
      this.edit({ put: [{ ...instance, accepted }], label: `${accepted ? "Accepted" : "No longer accepted"}: ${instance.class}` });
    }
  }

  remove() {
    const instance = this.needSelected();
    if (instance && !this.isDrafting()) {
      const instances = this.store.state.picture?.instances ?? [];
      const at = instances.indexOf(instance);
      this.edit({ remove: [instance.id ?? ""], label: `Deleted: ${instance.class}` });
      this.select((instances[at + 1] ?? instances[at - 1])?.id ?? null);
    }
  }

  /** Makes a class the one of new masks, and that of the selected one. @param {string} name */
  choose(name) {
    this.store.set({ currentClass: name });
    const instance = this.store.selected;
    if (instance && instance.class !== name) {
      this.edit({ put: [{ ...instance, class: name, source: null, accepted: true }], label: `${instance.class} is now ${name}` });
    }
  }

  async finish() {
    await this.navigation.leave();
    if (this.isDrafting()) {
      return;
    }
    if (this.store.state.picture?.state !== "done") {
      this.edit({ done: true, label: "Done" });
    }
    await this.navigation.go(1);
  }

  reopen() {
    this.edit({ done: false, label: "No longer done" });
  }

  /**
   * Sees to it that the run has a class.
   * @param {string} name
   * @returns {Promise<boolean>} whether it has it
   */
  async ensureClass(name) {
    const { run } = this.store.state;
    if (!run || run.classes.some(label => label.name === name)) {
      return Boolean(run);
    }
    try {
      const { classes } = await this.api.addClass(name);
      this.store.set({ run: { ...run, classes } });
    } catch (error) {
      if (!(error instanceof Problem && error.status === 409)) {
        notify("class", `The class ${name} cannot be added: ${textOf(error)}`);
        return false;
      }
      this.store.set({ run: await this.api.run() });
    }
    return true;
  }

  /** Whether a mask is neither kept nor dropped; then it says what to do. */
  isDrafting() {
    const isDrafting = this.store.state.draft !== null;
    if (isDrafting) {
      say(DraftIsOpen);
    }
    return isDrafting;
  }

  needSelected() {
    const { selected } = this.store;
    if (!selected) {
      say("Select a mask first (J and K, or V and a click).");
    }
    return selected;
  }
}
