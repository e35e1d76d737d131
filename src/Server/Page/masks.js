// The page's side of the worker that keeps the masks.

/** @import { Rle } from "./api.js" */
/** @import { Place } from "./column-mask.js" */
/** @import { Window } from "./mask-painter.js" */
/** @import { Call, PaintedMask } from "./masks-worker.js" */
/** @typedef {{ resolve: (result: any) => void, reject: (error: Error) => void }} Waiting */

export class Masks {
  /** @param {(text: string) => void} warn */
  constructor(warn) {
    this.warn = warn;
    this.worker = new Worker(new URL("./masks-worker.js", import.meta.url), { type: "module" });
    this.lastId = 0;

    /** @type {Map<number, Waiting>} */
    this.waiting = new Map();

    /** The strings of the masks that the worker has. @type {Map<string, string>} */
    this.known = new Map();
    this.worker.addEventListener("error", () => warn("Masks cannot be shown: this browser does not run the page's worker."));
    this.worker.addEventListener("message", ({ data }) => {
      const waiting = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (data.error) {
        waiting?.reject(new Error(data.error));
      } else {
        waiting?.resolve(data.result);
      }
    });
  }

  /** Gives the worker what it lacks, and takes from it what is not shown any more. @param {Map<string, Rle>} wanted */
  keep(wanted) {
    for (const key of [...this.known.keys()].filter(known => !wanted.has(known))) {
      this.known.delete(key);
      this.call({ call: "forget", key });
    }
    for (const [key, rle] of wanted) {
      if (this.known.get(key) !== rle.counts) {
        this.set(key, rle).catch(error => this.warn(`A mask cannot be shown: ${error.message}`));
      }
    }
  }

  /** @param {string} key @param {Rle} rle */
  set(key, rle) {
    this.known.set(key, rle.counts);
    return this.call({ call: "set", key, rle });
  }

  /** A mask goes on under another key. @param {string} from @param {string} to */
  rename(from, to) {
    const counts = this.known.get(from);
    if (counts !== undefined) {
      this.known.delete(from);
      this.known.set(to, counts);
      this.call({ call: "rename", from, to });
    }
  }

  /**
   * @param {string} key
   * @param {Place} from
   * @param {Place} to
   * @param {number} radius
   * @param {boolean} isInside
   */
  stroke(key, from, to, radius, isInside) {
    return this.call({ call: "stroke", key, from, to, radius, isInside });
  }

  /** The mask as it is after its strokes. @param {string} key @returns {Promise<Rle>} */
  async encode(key) {
    const rle = await this.call({ call: "encode", key });
    this.known.set(key, rle.counts);
    return rle;
  }

  /** @param {PaintedMask[]} masks @param {Window} window @returns {Promise<ImageBitmap>} */
  paint(masks, window) {
    return this.call({ call: "paint", masks, window });
  }

  /**
   * Keys of the masks at a place of the picture, the smallest first.
   * @param {string[]} keys
   * @param {Place} place
   * @returns {Promise<string[]>}
   */
  hit(keys, place) {
    return this.call({ call: "hit", keys, place });
  }

  /** @param {Call} call @returns {Promise<any>} */
  call(call) {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, call });
    });
  }
}
