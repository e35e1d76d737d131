// The list of pictures as the server orders it, in parts that are loaded when they are looked at.

/** @import { Api, Entry, Order, Picture, PictureState } from "./api.js" */
/** @import { Store } from "./store.js" */

const PartLength = 500;

export class Pictures {
  /**
   * @param {Api} api
   * @param {Store} store
   */
  constructor(api, store) {
    this.api = api;
    this.store = store;
    this.total = 0;

    /** @type {Order} */
    this.order = "name";

    /** @type {Map<number, Promise<Entry[]>>} */
    this.parts = new Map();

    /** @type {Map<number, Entry>} */
    this.entries = new Map();

    /** @type {Map<string, number>} */
    this.indices = new Map();

    /** Called when entries are there or have changed. */
    this.changed = () => {};
  }

  /** Starts anew in an order. @param {Order} order */
  async sort(order) {
    this.order = order;
    this.parts.clear();
    this.entries.clear();
    this.indices.clear();
    await this.part(0);
  }

  /** An entry, if it is there by now. @param {number} index */
  peek(index) {
    return this.entries.get(index);
  }

  /** @param {number} index */
  async at(index) {
    if (index >= 0 && index < this.total) {
      await this.part(Math.floor(index / PartLength));
    }
    return this.entries.get(index);
  }

  /** Asks for what is needed to show a range. @param {number} from @param {number} to */
  want(from, to) {
    for (let part = Math.floor(from / PartLength); part * PartLength < Math.min(to, this.total); part++) {
      this.part(part).catch(() => undefined);
    }
  }

  /** @param {number} part */
  part(part) {
    const { order } = this;
    const loading = this.parts.get(part) ?? this.load(part, order);
    this.parts.set(part, loading);
    loading.catch(() => this.parts.delete(part));
    return loading;
  }

  /**
   * @param {number} part
   * @param {Order} order
   */
  async load(part, order) {
    const { total, pictures } = await this.api.pictures(order, part * PartLength, PartLength);
    if (order === this.order) {
      this.total = total;
      pictures.forEach((entry, i) => {
        this.entries.set(part * PartLength + i, entry);
        this.indices.set(entry.id, part * PartLength + i);
      });
      this.changed();
    }
    return pictures;
  }

  /** The place of a picture; looks near the place where it was last, and then from the start. @param {string} id @param {number} hint */
  async indexOf(id, hint) {
    await this.at(hint);
    for (let index = 0; index < this.total && !this.indices.has(id); index += PartLength) {
      await this.at(index);
    }
    return this.indices.get(id) ?? -1;
  }

  /** The first picture from a place on that is not done, as far as the list is loaded; else the place itself. @param {number} from */
  nextOpen(from) {
    for (let index = from; this.entries.has(index); index++) {
      if (this.entries.get(index)?.state !== "done") {
        return index;
      }
    }
    return from;
  }

  /** Takes over what an edit has changed. @param {Picture} picture */
  update(picture) {
    const index = this.indices.get(picture.id);
    const entry = this.entries.get(index ?? -1);
    if (index === undefined || !entry) {
      return;
    }
    this.countState(entry.state, picture.state);
    const scores = picture.instances.flatMap(instance => (instance.score === null ? [] : [instance.score]));
    const leastScore = scores.length > 0 ? Math.min(...scores) : null;
    this.entries.set(index, { ...entry, state: picture.state, instances: picture.instances.length, leastScore });
    this.changed();
  }

  /**
   * @param {PictureState} before
   * @param {PictureState} after
   */
  countState(before, after) {
    const { run } = this.store.state;
    if (run && before !== after) {
      const states = { ...run.states, [before]: run.states[before] - 1, [after]: run.states[after] + 1 };
      this.store.set({ run: { ...run, states } });
    }
  }
}
