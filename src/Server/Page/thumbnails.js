// Thumbnails: loaded while they are in sight, kept for a while, and given back.

/** @import { Api } from "./api.js" */

const KeptThumbnails = 400;

export class Thumbnails {
  /** @param {Api} api */
  constructor(api) {
    this.api = api;

    /** @type {Map<string, string>} */
    this.urls = new Map();
  }

  /**
   * Shows a thumbnail once it is there; stops loading when the signal says so.
   * @param {HTMLImageElement} image
   * @param {string} id
   * @param {AbortSignal} signal
   */
  async show(image, id, signal) {
    try {
      const url = this.urls.get(id) ?? URL.createObjectURL(await this.api.thumbnail(id, signal));
      this.urls.delete(id);
      this.urls.set(id, url);
      image.src = url;
      image.hidden = false;
    } catch {
      // A picture without a thumbnail is still in the list, by its name.
      return;
    }
    if (this.urls.size > KeptThumbnails) {
      const [[oldest, url]] = this.urls;
      this.urls.delete(oldest);
      URL.revokeObjectURL(url);
    }
  }
}
