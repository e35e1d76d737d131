// Brush and eraser: strokes on the selected mask, on the draft, or on a new mask.

/** @import { Instance, Picture, Rle } from "./api.js" */
/** @import { Place } from "./column-mask.js" */
/** @import { Drafting } from "./drafting.js" */
/** @import { Editing } from "./editing.js" */
/** @import { Masks } from "./masks.js" */
/** @import { Stage } from "./stage.js" */
/** @import { Store } from "./store.js" */

import { textOf } from "./api.js";
import { say } from "./notices.js";
import { boxOf, formatCounts } from "./rle.js";
import { DraftKey } from "./stage.js";

export class Brush {
  /**
   * @param {{ store: Store, stage: Stage, masks: Masks, editing: Editing, drafting: Drafting, askForClass: () => void }} parts
   */
  constructor({ store, stage, masks, editing, drafting, askForClass }) {
    this.store = store;
    this.stage = stage;
    this.masks = masks;
    this.editing = editing;
    this.drafting = drafting;
    this.askForClass = askForClass;

    /** The stroke that is being drawn. @type {{ key: string, instance: Instance | null, before: Rle, at: Place } | null} */
    this.stroke = null;
    this.turn = Promise.resolve();
  }

  get isEraser() {
    return this.store.state.tool === "eraser";
  }

  /** @param {Place} place */
  down(place) {
    this.inTurn(() => this.begin(place));
  }

  /** @param {Place} place */
  move(place) {
    this.inTurn(() => this.draw(place));
  }

  up() {
    this.inTurn(() => this.end());
  }

  /** Takes the stroke back before it ends. */
  cancel() {
    this.inTurn(() => this.takeBack());
  }

  /** A stroke begins when the one before it has its mask. @param {() => void | Promise<void>} action */
  inTurn(action) {
    this.turn = this.turn.then(action).catch(error => say(textOf(error)));
  }

  /** @param {Place} place */
  begin(place) {
    const { picture, draft, currentClass } = this.store.state;
    const { selected, draftMask } = this.store;
    if (!picture) {
      return;
    }
    if (draft && draftMask) {
      this.stroke = { key: DraftKey, instance: null, before: draftMask, at: place };
    } else if (selected) {
      this.stroke = { key: selected.id ?? "", instance: selected, before: selected.mask, at: place };
    } else if (this.isEraser) {
      say("Select the mask to erase from first (J and K, or V and a click).");
    } else if (!currentClass) {
      say("Which class is it? Choose one, or type a new one.");
      this.askForClass();
    } else {
      this.startMask(picture, place);
    }
    this.draw(place);
  }

  /** A new mask is a draft as long as its first stroke lasts. @param {Picture} picture @param {Place} place */
  startMask({ width, height }, place) {
    /** @type {Rle} */
    const empty = { size: [height, width], counts: formatCounts([width * height]) };
    const masks = [{ mask: empty, score: 1, predictedIou: 1, stability: 1 }];
    this.store.set({ draft: { target: null, points: [], box: null, masks, chosen: 0, base: null, before: null } });
    this.masks.set(DraftKey, empty);
    this.stroke = { key: DraftKey, instance: null, before: empty, at: place };
  }

  /** @param {Place} place */
  draw(place) {
    const { stroke } = this;
    if (stroke) {
      const radius = this.store.state.brushSize * this.stage.ratio / 2 / this.stage.view.scale;
      this.masks.stroke(stroke.key, stroke.at, place, radius, !this.isEraser);
      stroke.at = place;
      this.stage.paintMasks();
    }
  }

  async end() {
    const { stroke } = this;
    if (!stroke) {
      return;
    }
    const mask = await this.masks.encode(stroke.key);
    this.stroke = null;
    if (stroke.key === DraftKey) {
      this.finishDraft(mask, stroke.before);
    } else if (stroke.instance && mask.counts !== stroke.before.counts) {
      this.finishInstance(stroke.instance, mask);
    }
  }

  takeBack() {
    const { stroke } = this;
    this.stroke = null;
    if (!stroke) {
      return;
    }
    if (stroke.key === DraftKey && !boxOf(stroke.before)) {
      this.drafting.close();
    } else {
      this.masks.set(stroke.key, stroke.before);
    }
    this.stage.paintMasks();
  }

  /** The instance that is drawn on got the server's id. @param {string} from @param {string} to */
  rename(from, to) {
    if (this.stroke?.key === from) {
      this.stroke.key = to;
    }
  }

  /**
   * @param {Rle} mask
   * @param {Rle} before
   */
  finishDraft(mask, before) {
    const { currentClass } = this.store.state;
    if (boxOf(before) || !currentClass) {
      this.drafting.replaceMask(mask);
      return;
    }
    this.drafting.close();
    if (boxOf(mask)) {
      this.editing.addMask(mask, currentClass);
      this.editing.selectLastTouched();
    }
  }

  /**
   * @param {Instance} instance
   * @param {Rle} mask
   */
  finishInstance(instance, mask) {
    if (boxOf(mask)) {
      this.editing.changeMask(instance, mask, this.isEraser ? "Erased from" : "Drawn on");
    } else {
      this.editing.remove();
    }
  }
}
