// Sends edits one after the other, keeps those that cannot be saved yet, and tries again.

/** @import { Api, Picture } from "./api.js" */
/** @import { Edit } from "./edits.js" */
/**
 * @typedef {object} QueueListener
 * @property {(picture: Picture) => void} changed the server's state of a picture is known anew
 * @property {(edit: Edit, before: Picture, after: Picture) => void} saved
 * @property {(dropped: Edit[], before: Picture, after: Picture) => void} conflict
 * @property {(edit: Edit, reason: string) => void} refused
 * @property {(reason: string | null) => void} trouble why edits wait; null when they wait no more
 */

import { Problem, isAbort, textOf, wait } from "./api.js";
import { apply, isApplied, isNew } from "./edits.js";

const FirstWaitSeconds = 1;
const LongestWaitSeconds = 20;

export class EditQueue {
  /**
   * @param {Api} api
   * @param {QueueListener} listener
   */
  constructor(api, listener) {
    this.api = api;
    this.listener = listener;

    /** @type {Edit[]} */
    this.edits = [];

    /** The server's last word on each picture. @type {Map<string, Picture>} */
    this.known = new Map();

    /** What became of the ids of new instances. @type {Map<string, string>} */
    this.ids = new Map();
    this.isSending = false;
    this.waitSeconds = FirstWaitSeconds;
    this.retry = new AbortController();
  }

  /** @param {string} id */
  hasEdits(id) {
    return this.edits.some(edit => edit.picture === id);
  }

  /** @param {Picture} picture as the server gave it */
  learn(picture) {
    this.known.set(picture.id, picture);
  }

  /** A picture with the edits that are on their way. @param {string} id */
  shown(id) {
    const known = this.known.get(id);
    return known && this.edits
      .filter(edit => edit.picture === id)
      .reduce((picture, edit) => apply(picture, this.resolve(edit)), known);
  }

  /** @template {string | null} T @param {T} id @returns {T | string} */
  realId(id) {
    return this.ids.get(id ?? "") ?? id;
  }

  /** An edit with the server's ids, where they are known by now. @param {Edit} edit @returns {Edit} */
  resolve(edit) {
    return {
      ...edit,
      put: edit.put.map(instance => ({ ...instance, id: this.realId(instance.id) })),
      remove: edit.remove.map(id => this.realId(id)),
    };
  }

  /** @param {Edit} edit */
  push(edit) {
    this.edits.push(edit);
    this.send();
  }

  /** Sends now what waits for its next try. */
  tryNow() {
    this.retry.abort();
  }

  async send() {
    if (this.isSending) {
      return;
    }
    this.isSending = true;
    while (this.edits.length > 0) {
      await this.sendFirst();
    }
    this.isSending = false;
  }

  async sendFirst() {
    const edit = this.resolve(this.edits[0]);
    const before = this.known.get(edit.picture);
    if (!before) {
      throw new Error("an edit of a picture that was never opened");
    }
    try {
      const put = edit.put.map(instance => (isNew(instance.id) ? { ...instance, id: null } : instance));
      const { version, content } = before;
      this.accept(edit, before, await this.api.edit(edit.picture, { version, put, remove: edit.remove, done: edit.done, content }));
    } catch (error) {
      await this.fail(edit, before, error);
    }
  }

  /**
   * @param {Edit} edit
   * @param {Picture} before
   * @param {Picture} after
   */
  accept(edit, before, after) {
    this.edits.shift();
    const created = edit.put.filter(instance => isNew(instance.id));
    const added = after.instances.slice(after.instances.length - created.length);
    created.forEach((instance, i) => this.ids.set(instance.id ?? "", added[i].id ?? ""));
    this.known.set(edit.picture, after);
    this.calm();
    this.listener.saved(edit, before, after);
    this.listener.changed(after);
  }

  /**
   * @param {Edit} edit
   * @param {Picture} before
   * @param {unknown} error
   */
  async fail(edit, before, error) {
    const problem = error instanceof Problem ? error : new Problem(0, textOf(error));
    if (problem.status === 409 && problem.body.picture) {
      // Of another file there is no such answer.
      this.meetOther(edit, before, { ...problem.body.picture, content: before.content });
    } else if (problem.status === 0 || problem.status >= 500) {
      this.listener.trouble(problem.message);
      this.retry = new AbortController();
      await wait(this.waitSeconds, this.retry.signal).catch(reason => {
        if (!isAbort(reason)) {
          throw reason;
        }
      });
      this.waitSeconds = Math.min(2 * this.waitSeconds, LongestWaitSeconds);
    } else {
      this.edits.shift();
      this.calm();
      this.listener.refused(edit, problem.message);
      this.listener.changed(before);
    }
  }

  /**
   * The picture is not what this edit was made for: because its answer was lost, or because somebody else was faster.
   * @param {Edit} edit
   * @param {Picture} before
   * @param {Picture} after
   */
  meetOther(edit, before, after) {
    if (after.version === before.version + 1 && isApplied(after, edit)) {
      this.accept(edit, before, after);
      return;
    }
    const dropped = this.edits.filter(other => other.picture === edit.picture);
    this.edits = this.edits.filter(other => other.picture !== edit.picture);
    this.known.set(edit.picture, after);
    this.calm();
    this.listener.conflict(dropped, before, after);
    this.listener.changed(after);
  }

  calm() {
    this.waitSeconds = FirstWaitSeconds;
    this.listener.trouble(null);
  }
}
