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

    /** @type {Map<string, Promise<ImageBitmap>>} */
    this.small = new Map();
    this.detailRequest = new AbortController();
  }

  /** The picture with at most 2048 pixels a side. @param {string} id */
  get(id) {
    const image = this.small.get(id) ?? this.load(id, { side: Side });
    this.small.delete(id);
    this.small.set(id, image);
    image.catch(() => this.small.delete(id));
    if (this.small.size > KeptImages) {
      const [oldest] = this.small.keys();
      this.small.get(oldest)?.then(bitmap => bitmap.close(), () => undefined);
      this.small.delete(oldest);
    }
    return image;
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
