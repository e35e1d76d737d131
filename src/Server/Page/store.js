// What the page shows and who wants to know when it changes.

/** @import { Box, Instance, Picture, Point, PromptMask, Rle, Run } from "./api.js" */
/** @typedef {"select" | "point" | "box" | "brush" | "eraser"} Tool */
/** @typedef {{ key: string, instance: Instance }} Proposal */
/** @typedef {{ text: string, image: ImageBitmap, opacity: number }} HeatMap */
/**
 * A mask that a person is making or refining; it becomes an instance when it is kept.
 * @typedef {object} Draft
 * @property {string | null} target the instance that it refines
 * @property {Point[]} points
 * @property {Box | null} box
 * @property {PromptMask[]} masks the best and its alternatives; empty until the first answer
 * @property {number} chosen
 * @property {Rle | null} base the mask that the points refine
 * @property {Draft | null} before the draft one step earlier
 */
/**
 * @typedef {object} State
 * @property {Run | null} run
 * @property {Picture | null} picture the server's picture with the edits that are still on their way
 * @property {number} index its place in the list
 * @property {string | null} selected id of the selected instance
 * @property {string | null} currentClass the class of new masks
 * @property {Tool} tool
 * @property {boolean} isNegative whether clicks say what does not belong to the mask
 * @property {number} brushSize diameter in pixels of the page
 * @property {Proposal[]} proposals
 * @property {Draft | null} draft
 * @property {HeatMap | null} heatMap
 * @property {boolean} areMasksShown
 * @property {number} waiting requests for masks that have no answer yet
 */
/** @typedef {keyof State} Field */

export class Store {
  constructor() {
    /** @type {State} */
    this.state = {
      run: null,
      picture: null,
      index: -1,
      selected: null,
      currentClass: null,
      tool: "point",
      isNegative: false,
      brushSize: 24,
      proposals: [],
      draft: null,
      heatMap: null,
      areMasksShown: true,
      waiting: 0,
    };

    /** @type {{ fields: Field[], listener: () => void }[]} */
    this.listeners = [];

    /** @type {Set<Field>} */
    this.changed = new Set();
  }

  /** @param {Partial<State>} changes */
  set(changes) {
    if (this.changed.size === 0) {
      queueMicrotask(() => this.tell());
    }
    Object.assign(this.state, changes);
    for (const field of /** @type {Field[]} */ (Object.keys(changes))) {
      this.changed.add(field);
    }
  }

  /**
   * Calls the listener once after changes of any of the fields.
   * @param {Field[]} fields
   * @param {() => void} listener
   */
  on(fields, listener) {
    this.listeners.push({ fields, listener });
  }

  tell() {
    const { changed } = this;
    this.changed = new Set();
    for (const { fields, listener } of this.listeners) {
      if (fields.some(field => changed.has(field))) {
        listener();
      }
    }
  }

  /** The selected instance. */
  get selected() {
    const { picture, selected } = this.state;
    return picture?.instances.find(instance => instance.id === selected) ?? null;
  }

  /** The mask of the draft that is chosen at present. */
  get draftMask() {
    const { draft } = this.state;
    return draft?.masks[draft.chosen]?.mask ?? null;
  }

  /** @param {string | null} name */
  colorOf(name) {
    return this.state.run?.classes.find(label => label.name === name)?.color ?? "#3b82f6";
  }
}
