// Pointers and the wheel on the canvas: zoom, pan, and what is left for the tools.

/** @import { Place } from "./column-mask.js" */
/** @import { Stage } from "./stage.js" */
/** @import { Store } from "./store.js" */
/** @import { Tools } from "./tools.js" */

const WheelSpeed = 0.0016;
const PixelsPerLine = 16;
const PixelsPerPage = 400;
const MiddleButton = 1;
const RightButton = 2;

export class Gestures {
  /**
   * @param {Store} store
   * @param {Stage} stage
   * @param {Tools} tools
   */
  constructor(store, stage, tools) {
    this.store = store;
    this.stage = stage;
    this.tools = tools;

    /** Pointers that are down, in pixels of the device. @type {Map<number, Place>} */
    this.pointers = new Map();
    this.isPanning = false;

    /** Whether the space bar makes every drag a pan. */
    this.isSpaceDown = false;
    const { canvas } = stage;
    canvas.addEventListener("pointerdown", event => this.down(event));
    canvas.addEventListener("pointermove", event => this.move(event));
    canvas.addEventListener("pointerup", event => this.up(event));
    canvas.addEventListener("pointercancel", event => this.cancel(event));
    canvas.addEventListener("pointerleave", () => this.leave());
    canvas.addEventListener("contextmenu", event => event.preventDefault());
    canvas.addEventListener("wheel", event => this.wheel(event), { passive: false });
  }

  /** @param {PointerEvent} event */
  down(event) {
    // The middle button would scroll; everything else only takes the focus.
    if (event.button === MiddleButton) {
      event.preventDefault();
    }
    this.stage.canvas.setPointerCapture(event.pointerId);
    this.stage.crosshair = null;
    this.pointers.set(event.pointerId, this.placeOf(event));
    if (this.pointers.size > 1) {
      this.tools.cancel();
      this.isPanning = true;
    } else if (event.button === MiddleButton || this.isSpaceDown) {
      this.isPanning = true;
    } else {
      const isNegative = event.button === RightButton || event.altKey || this.store.state.isNegative;
      this.tools.down(this.stage.view.toPicture(this.placeOf(event)), isNegative);
    }
    this.showCursor();
  }

  /** @param {PointerEvent} event */
  move(event) {
    const at = this.placeOf(event);
    const before = this.pointers.get(event.pointerId);
    if (event.pointerType !== "touch" || before) {
      this.stage.brushAt = this.stage.view.toPicture(at);
      this.stage.draw();
    }
    if (!before) {
      return;
    }
    if (!this.isPanning && this.store.state.tool === "select" && !this.tools.isClick(this.stage.view.toPicture(at))) {
      this.tools.cancel();
      this.isPanning = true;
    }
    if (this.isPanning) {
      this.movePicture(event.pointerId, before, at);
    } else {
      const parts = event.getCoalescedEvents?.() ?? [];
      for (const part of parts.length > 0 ? parts : [event]) {
        this.tools.move(this.stage.view.toPicture(this.placeOf(part)));
      }
    }
    this.pointers.set(event.pointerId, at);
  }

  /**
   * Moves the picture with one pointer, and zooms it with two.
   * @param {number} id
   * @param {Place} before
   * @param {Place} at
   */
  movePicture(id, before, at) {
    const { view } = this.stage;
    const other = [...this.pointers].find(([otherId]) => otherId !== id)?.[1];
    if (other) {
      const distance = (/** @type {Place} */ place) => Math.max(1, Math.hypot(place.x - other.x, place.y - other.y));
      view.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
      view.zoom(distance(at) / distance(before), { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
    } else {
      view.pan(at.x - before.x, at.y - before.y);
    }
    this.stage.viewChanged();
  }

  /** @param {PointerEvent} event */
  up(event) {
    this.pointers.delete(event.pointerId);
    if (!this.isPanning) {
      this.tools.up(this.stage.view.toPicture(this.placeOf(event)));
    }
    this.settle(event);
  }

  /** @param {PointerEvent} event */
  cancel(event) {
    this.pointers.delete(event.pointerId);
    this.tools.cancel();
    this.settle(event);
  }

  /** @param {PointerEvent} event */
  settle(event) {
    this.isPanning = this.isPanning && this.pointers.size > 0;
    if (event.pointerType === "touch") {
      this.leave();
    }
    this.showCursor();
  }

  leave() {
    this.stage.brushAt = null;
    this.stage.draw();
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    const unit = [1, PixelsPerLine, PixelsPerPage][event.deltaMode];
    // Pinching on a touchpad arrives as small steps of a wheel with Ctrl.
    const speed = event.ctrlKey ? 6 * WheelSpeed : WheelSpeed;
    this.stage.view.zoom(Math.exp(-event.deltaY * unit * speed), this.placeOf(event));
    this.stage.viewChanged();
  }

  /** @param {boolean} isDown */
  setSpace(isDown) {
    this.isSpaceDown = isDown;
    this.showCursor();
  }

  showCursor() {
    this.stage.canvas.dataset.cursor = this.isPanning ? "grabbing" : this.isSpaceDown ? "grab" : this.store.state.tool;
  }

  /** @param {MouseEvent} event @returns {Place} */
  placeOf(event) {
    const box = this.stage.canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) * this.stage.ratio, y: (event.clientY - box.top) * this.stage.ratio };
  }
}
