// Which part of the picture the canvas shows: zoom and pan, in pixels of the picture and of the device.

/** @import { Box } from "./api.js" */
/** @import { Place } from "./column-mask.js" */

const LargestScale = 40;
const FitMargin = 0.97;

/** At least this much of the canvas keeps showing picture, whatever is panned. */
const KeptInSight = 0.15;

export class View {
  constructor() {
    this.width = 1;
    this.height = 1;
    this.pictureWidth = 1;
    this.pictureHeight = 1;
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.isFitted = true;
  }

  /** @param {{ width: number, height: number }} picture */
  showPicture({ width, height }) {
    this.pictureWidth = width;
    this.pictureHeight = height;
    this.fit();
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  resize(width, height) {
    this.x += (width - this.width) / 2;
    this.y += (height - this.height) / 2;
    this.width = width;
    this.height = height;
    if (this.isFitted) {
      this.fit();
    }
  }

  get fittingScale() {
    return FitMargin * Math.min(this.width / this.pictureWidth, this.height / this.pictureHeight);
  }

  fit() {
    this.scale = this.fittingScale;
    this.x = (this.width - this.pictureWidth * this.scale) / 2;
    this.y = (this.height - this.pictureHeight * this.scale) / 2;
    this.isFitted = true;
  }

  /**
   * Zooms so that what is at a place of the canvas stays there.
   * @param {number} factor
   * @param {Place} at
   */
  zoom(factor, at) {
    const smallest = Math.min(this.fittingScale, 1);
    const scale = Math.min(Math.max(this.scale * factor, smallest), Math.max(LargestScale, this.fittingScale));
    this.x = at.x - (at.x - this.x) * scale / this.scale;
    this.y = at.y - (at.y - this.y) * scale / this.scale;
    this.scale = scale;
    this.isFitted = false;
    this.keepInSight();
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.isFitted = false;
    this.keepInSight();
  }

  /**
   * Brings a box of the picture into sight, where it is not.
   * @param {Box} box
   */
  reveal(box) {
    const from = this.toCanvas(box);
    const to = this.toCanvas({ x: box.x + box.width, y: box.y + box.height });
    if (from.x < this.width && from.y < this.height && to.x > 0 && to.y > 0) {
      return;
    }
    this.pan((this.width - from.x - to.x) / 2, (this.height - from.y - to.y) / 2);
  }

  keepInSight() {
    const [keptX, keptY] = [this.width * KeptInSight, this.height * KeptInSight];
    this.x = Math.min(Math.max(this.x, keptX - this.pictureWidth * this.scale), this.width - keptX);
    this.y = Math.min(Math.max(this.y, keptY - this.pictureHeight * this.scale), this.height - keptY);
  }

  /** @param {Place} place @returns {Place} */
  toPicture({ x, y }) {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }

  /** @param {Place} place @returns {Place} */
  toCanvas({ x, y }) {
    return { x: x * this.scale + this.x, y: y * this.scale + this.y };
  }

  /** A place on the picture, the nearest where it lies beside it. @param {Place} place @returns {Place} */
  clamp({ x, y }) {
    return { x: Math.min(Math.max(x, 0), this.pictureWidth), y: Math.min(Math.max(y, 0), this.pictureHeight) };
  }

  /** The visible part of the picture in whole pixels. @returns {Box} */
  visible() {
    const from = this.clamp(this.toPicture({ x: 0, y: 0 }));
    const to = this.clamp(this.toPicture({ x: this.width, y: this.height }));
    const [x, y] = [Math.floor(from.x), Math.floor(from.y)];
    return { x, y, width: Math.ceil(to.x) - x, height: Math.ceil(to.y) - y };
  }
}
