// Pictures as bitmaps: the small version of a few pictures, and the part on the canvas where one zooms in further.

/** @import { Api, Box, Picture } from "./api.js" */
/** @typedef {{ bitmap: ImageBitmap, box: Box }} Detail */

const Side = 2048;
const LargestSide = 4096;
const KeptImages = 5;

/** Detail beyond the canvas, so that small pans need no new one. */
const DetailMargin = 0.15;

export class Images {
  /** @param {Api} api */
  constructor(api) {
    this.api = api;

    /** @type {Map<string, { image: Promise<ImageBitmap>, request: AbortController, isThere: boolean }>} */
    this.small = new Map();
    this.detailRequest = new AbortController();
  }

  /** The picture with at most 2048 pixels a side. @param {string} id */
  get(id) {
    const known = this.small.get(id) ?? this.start(id);
    this.small.delete(id);
    this.small.set(id, known);
    if (this.small.size > KeptImages) {
      this.forget(/** @type {string} */ (this.small.keys().next().value));
    }
    return known.image;
  }

  /** @param {string} id */
  start(id) {
    const request = new AbortController();
    const image = this.load(id, { side: Side }, request.signal);
    const started = { image, request, isThere: false };
    image.then(() => { started.isThere = true; }, () => {
      if (this.small.get(id) === started) {
        this.small.delete(id);
      }
    });
    return started;
  }

  /** Lets a picture go: there are newer ones, or its file is another one now. @param {string} id */
  forget(id) {
    const known = this.small.get(id);
    this.small.delete(id);
    known?.request.abort();
    known?.image.then(bitmap => bitmap.close(), () => undefined);
  }

  /** Stops loading the pictures that nobody waits for any more: all that are on their way but one. @param {string} id */
  cancelOthers(id) {
    for (const [other, { isThere }] of this.small) {
      if (other !== id && !isThere) {
        this.forget(other);
      }
    }
  }

  /**
   * The part of a picture that is looked at, as fine as the canvas shows it; cancels the one asked for before.
   * @param {Picture} picture
   * @param {Box} visible
   * @param {number} scale pixels of the canvas a pixel of the picture
   * @returns {Promise<Detail>}
   */
  async detail(picture, visible, scale) {
    this.cancelDetail();
    const [marginX, marginY] = [Math.ceil(visible.width * DetailMargin), Math.ceil(visible.height * DetailMargin)];
    const [x, y] = [Math.max(0, visible.x - marginX), Math.max(0, visible.y - marginY)];
    const width = Math.min(picture.width, visible.x + visible.width + marginX) - x;
    const height = Math.min(picture.height, visible.y + visible.height + marginY) - y;
    const side = Math.min(LargestSide, Math.max(64, Math.ceil(Math.max(width, height) * Math.min(1, scale))));
    const bitmap = await this.load(picture.id, { x, y, width, height, side }, this.detailRequest.signal);
    return { bitmap, box: { x, y, width, height } };
  }

  cancelDetail() {
    this.detailRequest.abort();
    this.detailRequest = new AbortController();
  }

  /**
   * @param {string} id
   * @param {{ side: number } & Partial<Box>} part
   * @param {AbortSignal} [signal]
   */
  async load(id, part, signal) {
    return createImageBitmap(await this.api.image(id, part, signal));
  }
}
