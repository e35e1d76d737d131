// A pointer for the keyboard: moves over the picture, clicks, and draws with the pen down.

/** @import { Stage } from "./stage.js" */
/** @import { Tools } from "./tools.js" */

import { say } from "./notices.js";

const Step = 12;
const SmallStep = 2;

export class Crosshair {
  /**
   * @param {Stage} stage
   * @param {Tools} tools
   */
  constructor(stage, tools) {
    this.stage = stage;
    this.tools = tools;
    this.isDown = false;
  }

  /** The place on the picture; it starts in the middle of the canvas. */
  get place() {
    const { view } = this.stage;
    return this.stage.crosshair ?? view.clamp(view.toPicture({ x: view.width / 2, y: view.height / 2 }));
  }

  /**
   * @param {number} dx
   * @param {number} dy
   * @param {boolean} isSmall
   */
  move(dx, dy, isSmall) {
    const { view, ratio } = this.stage;
    const step = (isSmall ? SmallStep : Step) * ratio / view.scale;
    const place = view.clamp({ x: this.place.x + dx * step, y: this.place.y + dy * step });
    this.stage.crosshair = place;
    view.reveal({ ...place, width: 0, height: 0 });
    if (this.isDown) {
      this.tools.move(place);
    }
    this.stage.viewChanged();
  }

  /** A click; with box and brush, the first one presses and the second one lets go. @param {boolean} isNegative */
  click(isNegative) {
    const { place } = this;
    const { tool } = this.tools.store.state;
    this.stage.crosshair = place;
    if (this.isDown) {
      this.isDown = false;
      this.tools.up(place);
    } else {
      this.tools.down(place, isNegative);
      if (tool === "point" || tool === "select") {
        this.tools.up(place);
      } else {
        this.isDown = true;
        say("Move with Shift and the arrow keys; the same key again ends it.");
      }
    }
    this.stage.draw();
  }

  /** @returns {boolean} whether there was something to leave */
  leave() {
    const wasDown = this.isDown;
    if (wasDown) {
      this.isDown = false;
      this.tools.cancel();
    }
    return wasDown;
  }
}
