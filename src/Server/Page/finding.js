// Masks by text: proposals that a person accepts one by one, all together, or not.

/** @import { Api, Box, Instance, Presence } from "./api.js" */
/** @import { Editing } from "./editing.js" */
/** @import { Navigation } from "./navigation.js" */
/** @import { Proposal, Store } from "./store.js" */

import { isAbort, textOf } from "./api.js";
import { counted } from "./dom.js";
import { loadHeatMap } from "./heat-map.js";
import { notify, say, settle } from "./notices.js";

const FirstOpacity = 0.55;

export class Finding {
  /**
   * @param {Api} api
   * @param {Store} store
   * @param {Editing} editing
   * @param {Navigation} navigation
   */
  constructor(api, store, editing, navigation) {
    this.api = api;
    this.store = store;
    this.editing = editing;
    this.navigation = navigation;
    this.request = new AbortController();
    this.lastKey = 0;
    this.opacity = FirstOpacity;

    /** The text that was looked for; null where it was all classes. @type {string | null} */
    this.text = null;
  }

  /** Looks for a text: its map, and its masks. @param {string} text */
  async findText(text) {
    const most = this.store.state.run?.limits.textLength ?? Infinity;
    if (text.length > most) {
      say(`A text takes at most ${most} characters.`);
      return;
    }
    await this.find({ texts: [text] }, text);
  }

  /** Looks for all classes of the run. */
  async findAll() {
    await this.find({}, null);
  }

  /**
   * @param {{ texts?: string[] }} what
   * @param {string | null} text the text whose map is shown
   */
  async find(what, text) {
    const { picture, run } = this.store.state;
    if (!picture || !run?.canFind || this.editing.isDrafting()) {
      return;
    }
    this.drop();
    this.text = text;
    const { signal } = this.request;
    this.store.set({ waiting: this.store.state.waiting + 1 });
    say(text === null ? "Looking for all classes" : `Looking for ${text}`);
    try {
      const map = text === null ? null : this.showMap(picture.id, text, signal);
      const found = await this.api.find(picture.id, what, signal);
      signal.throwIfAborted();
      this.propose(found.instances);
      if (text !== null) {
        this.setClass(this.classFor(text));
      }
      settle("find");
      say([summary(found.instances, found.presence, text), ...found.notes].join(" "));
      await map;
    } catch (error) {
      if (!isAbort(error)) {
        notify("find", `Nothing could be looked for: ${textOf(error)}`);
      }
    } finally {
      this.store.set({ waiting: this.store.state.waiting - 1 });
    }
  }

  /** @param {string} picture @param {string} text @param {AbortSignal} signal */
  async showMap(picture, text, signal) {
    const image = await loadHeatMap(this.api, picture, text, signal);
    signal.throwIfAborted();
    this.store.set({ heatMap: { text, image, opacity: this.opacity } });
  }

  /** @param {number} opacity */
  setOpacity(opacity) {
    this.opacity = opacity;
    const { heatMap } = this.store.state;
    if (heatMap) {
      this.store.set({ heatMap: { ...heatMap, opacity } });
    }
  }

  /** @param {Instance[]} instances */
  propose(instances) {
    const proposals = instances.map(instance => ({ key: `proposal:${++this.lastKey}`, instance }));
    this.store.set({ proposals, selected: null });
  }

  /** The class that a text is a name of; without one, the text becomes a class. @param {string} text */
  classFor(text) {
    const isText = (/** @type {string} */ name) => name.toLowerCase() === text.toLowerCase();
    const classes = this.store.state.run?.classes ?? [];
    return (classes.find(label => isText(label.name)) ?? classes.find(label => label.prompts.some(isText)))?.name ?? text;
  }

  /** The class of all proposals. @param {string} name */
  setClass(name) {
    this.store.set({ proposals: this.store.state.proposals.map(({ key, instance }) => ({ key, instance: { ...instance, class: name } })) });
  }

  /** @param {Proposal[]} proposals */
  async accept(proposals) {
    const { signal } = this.request;
    for (const name of new Set(proposals.map(({ instance }) => instance.class))) {
      if (!await this.editing.ensureClass(name) || signal.aborted) {
        return;
      }
    }
    const accepted = new Set(proposals);
    const rest = this.store.state.proposals.filter(proposal => !accepted.has(proposal));
    this.store.set({ proposals: rest, heatMap: rest.length > 0 ? this.store.state.heatMap : null });
    const names = [...new Set(proposals.map(({ instance }) => instance.class))].join(", ");
    this.editing.add(proposals.map(({ instance }) => instance),
      proposals.length === 1 ? `New: ${names}` : `${counted(proposals.length, "new mask")}: ${names}`);
  }

  acceptAll() {
    return this.accept(this.store.state.proposals);
  }

  /** @param {Proposal} proposal */
  reject(proposal) {
    const proposals = this.store.state.proposals.filter(other => other !== proposal);
    this.store.set({ proposals, heatMap: proposals.length > 0 ? this.store.state.heatMap : null });
    say(`Dropped: ${proposal.instance.class}`);
  }

  /** Drops the proposals and the map, and what is still asked for. */
  drop() {
    this.request.abort();
    this.request = new AbortController();
    this.store.set({ proposals: [], heatMap: null });
  }

  /** Proposes on the next picture what lies in the box of the selected instance. @param {Instance} instance @param {Box} box */
  async carryOn(instance, box) {
    const { picture: from } = this.store.state;
    if (!from || !await this.navigation.go(1)) {
      return;
    }
    const picture = this.store.state.picture;
    if (!picture) {
      return;
    }
    const [scaleX, scaleY] = [picture.width / from.width, picture.height / from.height];
    const there = { x: box.x * scaleX, y: box.y * scaleY, width: box.width * scaleX, height: box.height * scaleY };
    this.drop();
    this.store.set({ waiting: this.store.state.waiting + 1 });
    try {
      const { masks } = await this.api.prompt(picture.id, { points: [], box: there, mask: null }, this.request.signal);
      this.propose([{ id: null, class: instance.class, mask: masks[0].mask, score: null, prompt: null, source: "manual", accepted: true }]);
      say(`${instance.class} in the same place: Enter accepts it, Escape drops it.`);
    } catch (error) {
      if (!isAbort(error)) {
        notify("find", `No mask for this: ${textOf(error)}`);
      }
    } finally {
      this.store.set({ waiting: this.store.state.waiting - 1 });
    }
  }
}

/**
 * @param {Instance[]} instances
 * @param {Presence[]} presence
 * @param {string | null} text
 */
function summary(instances, presence, text) {
  if (instances.length > 0) {
    return `${counted(instances.length, "proposal")}: Enter accepts all, a click one, Escape drops them.`;
  }
  const [first] = presence;
  return text !== null && first
    ? `No ${text} found (${Math.round(100 * first.probability)} % likely to be there).`
    : "None of the classes was found.";
}
