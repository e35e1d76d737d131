// What pressing, moving and letting go means with each tool; pointers and the keyboard's crosshair act through it alike.

/** @import { Place } from "./column-mask.js" */
/** @import { Brush } from "./brush.js" */
/** @import { Drafting } from "./drafting.js" */
/** @import { Editing } from "./editing.js" */
/** @import { Finding } from "./finding.js" */
/** @import { Masks } from "./masks.js" */
/** @import { Stage } from "./stage.js" */
/** @import { Store } from "./store.js" */
/** @import { Box } from "./api.js" */

import { say } from "./notices.js";

/** Shorter drags are clicks, in pixels of the page. */
const LongestClick = 5;

export class Tools {
  /**
   * @param {{ store: Store, stage: Stage, masks: Masks, editing: Editing, drafting: Drafting, finding: Finding, brush: Brush }} parts
   */
  constructor({ store, stage, masks, editing, drafting, finding, brush }) {
    this.store = store;
    this.stage = stage;
    this.masks = masks;
    this.editing = editing;
    this.drafting = drafting;
    this.finding = finding;
    this.brush = brush;

    /** Where it was pressed, on the picture. @type {{ place: Place, isNegative: boolean } | null} */
    this.pressed = null;
  }

  get isBrush() {
    const { tool } = this.store.state;
    return tool === "brush" || tool === "eraser";
  }

  /** @param {Place} place of the picture @param {boolean} isNegative */
  down(place, isNegative) {
    this.pressed = { place, isNegative };
    if (this.isBrush) {
      this.brush.down(place);
    }
  }

  /** @param {Place} place */
  move(place) {
    if (!this.pressed) {
      return;
    }
    if (this.isBrush) {
      this.brush.move(place);
    } else if (this.store.state.tool !== "select") {
      this.stage.rubberBand = this.isClick(place) ? null : this.boxTo(place);
      this.stage.draw();
    }
  }

  /** @param {Place} place */
  up(place) {
    const { pressed } = this;
    if (!pressed) {
      return;
    }
    const box = this.boxTo(place);
    const isClick = this.isClick(place);
    this.pressed = null;
    this.stage.rubberBand = null;
    if (this.isBrush) {
      this.brush.up();
    } else if (this.store.state.tool === "select") {
      this.pick(pressed.place, pressed.isNegative);
    } else if (isClick) {
      this.click(pressed.place, pressed.isNegative);
    } else if (box.width >= 1 && box.height >= 1) {
      this.drafting.setBox(box);
    }
    this.stage.draw();
  }

  cancel() {
    if (this.pressed && this.isBrush) {
      this.brush.cancel();
    }
    this.pressed = null;
    this.stage.rubberBand = null;
    this.stage.draw();
  }

  /** A click on a proposal is about the proposal; any other one is a point. @param {Place} place @param {boolean} isNegative */
  async click(place, isNegative) {
    const { view } = this.stage;
    const isOnPicture = place.x >= 0 && place.y >= 0 && place.x < view.pictureWidth && place.y < view.pictureHeight;
    if (await this.decideProposal(place, isNegative) || !isOnPicture) {
      return;
    }
    if (this.store.state.tool === "box") {
      say("Drag a box around the thing.");
    } else {
      this.drafting.addPoint(place, isNegative);
    }
  }

  /** Selects the smallest mask there; once more there, the next larger one. @param {Place} place @param {boolean} isNegative */
  async pick(place, isNegative) {
    if (await this.decideProposal(place, isNegative)) {
      return;
    }
    if (this.editing.isDrafting()) {
      return;
    }
    const { picture, selected } = this.store.state;
    const ids = (picture?.instances ?? []).map(instance => instance.id ?? "");
    const hits = await this.masks.hit(ids, place);
    this.editing.select(hits[(hits.indexOf(selected ?? "") + 1) % hits.length] ?? null);
  }

  /** Accepts the proposal there, or drops it. @param {Place} place @param {boolean} isNegative */
  async decideProposal(place, isNegative) {
    const { proposals, draft } = this.store.state;
    if (proposals.length === 0 || draft) {
      return false;
    }
    const [key] = await this.masks.hit(proposals.map(proposal => proposal.key), place);
    const proposal = proposals.find(other => other.key === key);
    if (proposal && isNegative) {
      this.finding.reject(proposal);
    } else if (proposal) {
      this.finding.accept([proposal]);
    }
    return Boolean(proposal);
  }

  /** @param {Place} place */
  isClick(place) {
    const from = this.pressed?.place ?? place;
    const reach = LongestClick * this.stage.ratio / this.stage.view.scale;
    return Math.abs(place.x - from.x) <= reach && Math.abs(place.y - from.y) <= reach;
  }

  /** @param {Place} place @returns {Box} */
  boxTo(place) {
    const { view } = this.stage;
    const from = view.clamp(this.pressed?.place ?? place);
    const to = view.clamp(place);
    return { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) };
  }
}
