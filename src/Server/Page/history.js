// Undo and redo: each step is an edit and the one that takes it back.

/** @import { Edit } from "./edits.js" */
/** @typedef {{ edit: Edit, back: Edit }} Step */

export class History {
  constructor() {
    /** @type {Step[]} */
    this.done = [];

    /** @type {Step[]} */
    this.undone = [];
  }

  /** @param {Step} step */
  push(step) {
    this.done.push(step);
    this.undone = [];
  }

  /** The step that undo takes back. */
  get last() {
    return this.done.at(-1);
  }

  /** The step that redo takes up again. */
  get next() {
    return this.undone.at(-1);
  }

  undo() {
    move(this.done, this.undone);
  }

  redo() {
    move(this.undone, this.done);
  }

  /** Steps of a picture that somebody else changed would take back more than what was done here. @param {string} picture */
  forget(picture) {
    const isOther = (/** @type {Step} */ step) => step.edit.picture !== picture;
    this.done = this.done.filter(isOther);
    this.undone = this.undone.filter(isOther);
  }
}

/**
 * @param {Step[]} from
 * @param {Step[]} to
 */
function move(from, to) {
  const step = from.pop();
  if (step) {
    to.push(step);
  }
}
