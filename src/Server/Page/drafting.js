// Masks by points and boxes: a draft that grows with every click until it is kept or dropped.

/** @import { Api, Box, PromptMask, Rle } from "./api.js" */
/** @import { Place } from "./column-mask.js" */
/** @import { Editing } from "./editing.js" */
/** @import { Draft, Store } from "./store.js" */

import { isAbort, textOf } from "./api.js";
import { notify, say, settle } from "./notices.js";
import { boxOf } from "./rle.js";

export class Drafting {
  /**
   * @param {Api} api
   * @param {Store} store
   * @param {Editing} editing
   * @param {() => void} askForClass
   */
  constructor(api, store, editing, askForClass) {
    this.api = api;
    this.store = store;
    this.editing = editing;
    this.askForClass = askForClass;
    this.request = new AbortController();

    /** Drafts that undo has left, for redo. @type {Draft[]} */
    this.undone = [];
  }

  /** The draft that goes on, or a new one: of the selected instance, or of nothing yet. @returns {Draft} */
  current() {
    const { selected } = this.store;
    return this.store.state.draft ?? {
      target: selected?.id ?? null,
      points: [],
      box: null,
      masks: [],
      chosen: 0,
      base: selected?.mask ?? null,
      before: null,
    };
  }

  /** @param {Place} place @param {boolean} isNegative */
  addPoint({ x, y }, isNegative) {
    const draft = this.current();
    const most = this.store.state.run?.limits.points ?? Infinity;
    if (draft.points.length >= most) {
      say(`A mask takes at most ${most} points.`);
      return;
    }
    if (isNegative && !draft.base && draft.masks.length === 0 && draft.points.length === 0) {
      say("Start with a click on the thing itself.");
      return;
    }
    this.undone = [];
    this.ask({ ...draft, points: [...draft.points, { x, y, positive: !isNegative }] });
  }

  /** @param {Box} box */
  setBox(box) {
    this.undone = [];
    // A new box says where the thing is anew: the mask that was there would only hold on to the old place.
    this.ask({ ...this.current(), box, base: null, masks: [], chosen: 0 });
  }

  /** @param {Draft} next @param {Draft | null} [before] where undo leads to */
  async ask(next, before = this.store.state.draft) {
    const { picture } = this.store.state;
    if (!picture) {
      return;
    }
    this.request.abort();
    const request = this.request = new AbortController();
    const mask = next.masks[next.chosen]?.mask ?? next.base;
    this.store.set({ draft: { ...next, before }, waiting: this.store.state.waiting + 1 });
    try {
      const { masks } = await this.api.prompt(picture.id, { points: next.points, box: next.box, mask }, request.signal);
      if (!request.signal.aborted) {
        settle("prompt");
        this.store.set({ draft: { ...next, masks, chosen: 0, before } });
        this.sayMask(masks[0]);
      }
    } catch (error) {
      if (!isAbort(error) && !request.signal.aborted) {
        notify("prompt", `No mask for this: ${textOf(error)}`);
        this.store.set({ draft: before });
      }
    } finally {
      this.store.set({ waiting: this.store.state.waiting - 1 });
    }
  }

  /** @param {PromptMask} mask */
  sayMask(mask) {
    say(boxOf(mask.mask) ? "A mask: Enter keeps it, Escape drops it." : "Nothing was found there.");
  }

  /** The next of the masks that the points may mean. */
  cycle() {
    const { draft } = this.store.state;
    if (draft && draft.masks.length > 1) {
      const chosen = (draft.chosen + 1) % draft.masks.length;
      this.store.set({ draft: { ...draft, chosen } });
      say(`Mask ${chosen + 1} of ${draft.masks.length}`);
    } else {
      say("There is no other mask to choose from.");
    }
  }

  /** A draft whose mask was drawn on. @param {Rle} mask */
  replaceMask(mask) {
    const { draft } = this.store.state;
    if (draft) {
      this.store.set({ draft: { ...draft, masks: [{ mask, score: 1, predictedIou: 1, stability: 1 }], chosen: 0, before: draft } });
    }
  }

  /** Takes the last click back. */
  undo() {
    const { draft } = this.store.state;
    if (!draft) {
      return;
    }
    this.request.abort();
    const { before } = draft;
    this.undone.push(draft);
    say("Last click undone");
    if (before && before.masks.length === 0) {
      this.ask(before, before.before);
    } else {
      this.store.set({ draft: before });
    }
  }

  redo() {
    const draft = this.undone.pop();
    if (draft) {
      this.request.abort();
      this.store.set({ draft });
      say("Click done again");
    } else {
      say("There is nothing to redo.");
    }
  }

  drop() {
    this.close();
    say("Dropped");
  }

  keep() {
    const { draft, currentClass, picture } = this.store.state;
    const mask = this.store.draftMask;
    if (!draft || !mask) {
      say("The mask is not there yet.");
      return;
    }
    if (!boxOf(mask)) {
      say("The mask is empty: click on the thing, or drop it (Escape).");
      return;
    }
    const target = picture?.instances.find(instance => instance.id === draft.target);
    if (draft.target && target) {
      this.close();
      this.editing.changeMask(target, mask, "Refined:");
    } else if (currentClass) {
      this.close();
      this.editing.addMask(mask, currentClass);
    } else {
      say("Which class is it? Choose one, or type a new one.");
      this.askForClass();
    }
  }

  close() {
    this.request.abort();
    this.undone = [];
    this.store.set({ draft: null });
  }
}
