// From picture to picture: opens one, and gets the next ones ready meanwhile.

/** @import { Api, Picture } from "./api.js" */
/** @import { EditQueue } from "./edit-queue.js" */
/** @import { Images } from "./images.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { Stage } from "./stage.js" */
/** @import { Store } from "./store.js" */

import { isAbort, textOf } from "./api.js";
import { notify, say, settle } from "./notices.js";

export const DraftIsOpen = "Keep the mask (Enter) or drop it (Escape) first.";

const PreparedPictures = 2;
const PlaceName = "clipsurgery-place";

export class Navigation {
  /**
   * @param {{ api: Api, store: Store, queue: EditQueue, images: Images, pictures: Pictures, stage: Stage }} parts
   */
  constructor({ api, store, queue, images, pictures, stage }) {
    this.api = api;
    this.store = store;
    this.queue = queue;
    this.images = images;
    this.pictures = pictures;
    this.stage = stage;

    /** Cancels what belongs to the picture that is left. */
    this.leaving = new AbortController();

    /** The place that is open or on its way: a key that is held goes on from there. */
    this.target = -1;

    /** Finishes or cancels what is under way on the picture that is left. @type {() => Promise<void>} */
    this.leave = () => Promise.resolve();

    /** The next picture, asked for ahead. @type {{ id: string, picture: Promise<Picture> } | null} */
    this.ahead = null;
  }

  /** Opens the picture of the address, the one that was open before a reload, or the first that is not done. */
  async start() {
    const id = location.hash.slice(1);
    const place = Number(sessionStorage.getItem(PlaceName)) || 0;
    const index = id ? await this.pictures.indexOf(id, place) : -1;
    await this.open(index >= 0 ? index : this.pictures.nextOpen(0));
  }

  /** @param {number} step */
  async go(step) {
    const index = this.target + step;
    if (index < 0 || index >= this.pictures.total) {
      say(step > 0 ? "This is the last picture." : "This is the first picture.");
      return false;
    }
    return this.open(index);
  }

  /**
   * Opens a picture, unless a mask on this one is neither kept nor dropped.
   * @param {number} index
   * @returns {Promise<boolean>} whether it is open
   */
  async open(index) {
    await this.leave();
    if (this.store.state.draft) {
      say(DraftIsOpen);
      return false;
    }
    this.target = index;
    this.leaving.abort();
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    try {
      const entry = await this.pictures.at(index);
      if (!entry || signal.aborted) {
        return false;
      }
      this.images.cancelOthers(entry.id);
      this.images.get(entry.id).catch(() => undefined);
      const picture = await this.load(entry.id, signal);
      if (signal.aborted) {
        return false;
      }
      this.show(picture, index);
      await this.stage.showPicture();
      if (!signal.aborted) {
        this.prepare(index, signal);
      }
      return !signal.aborted;
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        this.showNothing(index, textOf(error));
      }
      return false;
    }
  }

  /** @param {string} id @param {AbortSignal} [signal] */
  async load(id, signal) {
    if (!this.queue.hasEdits(id)) {
      const ahead = this.ahead?.id === id ? this.ahead.picture : null;
      this.ahead = null;
      this.queue.learn((await ahead?.catch(() => null)) ?? await this.api.picture(id, signal));
    }
    return /** @type {Picture} */ (this.queue.shown(id));
  }

  /** @param {Picture} picture @param {number} index */
  show(picture, index) {
    settle("open");
    this.store.set({ picture, index, selected: null, proposals: [], draft: null, heatMap: null });
    history.replaceState(null, "", `#${picture.id}`);
    sessionStorage.setItem(PlaceName, `${index}`);
    document.title = `${picture.name} – ClipSurgery`;
    say(`Picture ${index + 1} of ${this.pictures.total}`);
  }

  /** A picture that cannot be opened still has its place: one can go on from there. @param {number} index @param {string} reason */
  showNothing(index, reason) {
    this.store.set({ picture: null, index, selected: null, proposals: [], heatMap: null });
    this.stage.showPicture();
    say("");
    notify("open", `${this.pictures.peek(index)?.name ?? "The picture"} cannot be opened: ${reason}`);
  }

  /**
   * Gets the next pictures ready, one after the other; failing at it concerns nobody before they are opened.
   * @param {number} index
   * @param {AbortSignal} signal
   */
  async prepare(index, signal) {
    try {
      const next = await this.pictures.at(index + 1);
      if (next && !signal.aborted && !this.queue.hasEdits(next.id)) {
        const picture = this.api.picture(next.id);
        this.ahead = { id: next.id, picture };
        await picture;
        await this.images.get(next.id);
      }
    } catch {
      this.ahead = null;
    }
    try {
      for (let step = 1; step <= PreparedPictures && !signal.aborted; step++) {
        const entry = await this.pictures.at(index + step);
        if (entry) {
          await this.api.prepare(entry.id, signal);
        }
      }
    } catch {
      // It only takes longer later.
    }
  }
}
