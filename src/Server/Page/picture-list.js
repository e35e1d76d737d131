// The list at the left: as many rows as fit the window, whatever the number of pictures.

/** @import { Entry, PictureState } from "./api.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { Store } from "./store.js" */
/** @import { Thumbnails } from "./thumbnails.js" */

import { byId, counted, element, icon } from "./dom.js";

const RowHeight = 60;
const SpareRows = 6;

/** @type {Record<PictureState, { text: string, icon: string }>} */
const States = {
  notLabelled: { text: "not labelled", icon: "circle" },
  found: { text: "found", icon: "spark" },
  corrected: { text: "corrected", icon: "pencil" },
  done: { text: "done", icon: "check" },
};

export class PictureList {
  /**
   * @param {Pictures} pictures
   * @param {Thumbnails} thumbnails
   * @param {Store} store
   * @param {(index: number) => void} open
   */
  constructor(pictures, thumbnails, store, open) {
    this.pictures = pictures;
    this.thumbnails = thumbnails;
    this.store = store;
    this.open = open;
    this.box = byId("pictures", HTMLElement);
    this.rows = byId("picture-rows", HTMLElement);

    /** @type {Map<number, { row: HTMLElement, entry: Entry | undefined, loading: AbortController }>} */
    this.shown = new Map();

    /** The row that the arrow keys have reached. */
    this.active = 0;
    this.isDrawNeeded = false;
    pictures.changed = () => this.draw();
    this.box.addEventListener("scroll", () => this.draw());
    this.rows.addEventListener("click", event => this.click(event));
    this.box.addEventListener("keydown", event => this.press(event));
    store.on(["index"], () => this.reveal(store.state.index));
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  /** @param {MouseEvent} event */
  click(event) {
    const row = event.target instanceof Element ? event.target.closest("[data-index]") : null;
    if (row instanceof HTMLElement) {
      this.open(Number(row.dataset.index));
    }
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / RowHeight) - 1);
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps) {
      this.reveal(Math.min(Math.max(this.active + steps[event.key], 0), this.pictures.total - 1));
    } else if (event.key === "Enter") {
      this.open(this.active);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Scrolls no further than it needs. @param {number} index */
  reveal(index) {
    this.active = Math.max(0, index);
    this.rows.style.height = `${this.pictures.total * RowHeight}px`;
    const top = this.active * RowHeight;
    const lowest = top + RowHeight - this.box.clientHeight;
    this.box.scrollTop = Math.min(Math.max(this.box.scrollTop, lowest), top);
    this.draw();
  }

  draw() {
    if (!this.isDrawNeeded) {
      this.isDrawNeeded = true;
      requestAnimationFrame(() => this.drawNow());
    }
  }

  drawNow() {
    this.isDrawNeeded = false;
    const { total } = this.pictures;
    this.rows.style.height = `${total * RowHeight}px`;
    const first = Math.max(0, Math.floor(this.box.scrollTop / RowHeight) - SpareRows);
    const end = Math.min(total, Math.ceil((this.box.scrollTop + this.box.clientHeight) / RowHeight) + SpareRows);
    this.pictures.want(first, end);
    for (const [index, { row, entry, loading }] of this.shown) {
      if (index < first || index >= end || entry !== this.pictures.peek(index)) {
        row.remove();
        loading.abort();
        this.shown.delete(index);
      }
    }
    for (let index = first; index < end; index++) {
      const row = this.shown.get(index)?.row ?? this.create(index);
      row.setAttribute("aria-setsize", `${total}`);
      row.setAttribute("aria-selected", `${index === this.store.state.index}`);
      row.classList.toggle("active", index === this.active);
    }
    if (this.shown.has(this.active)) {
      this.box.setAttribute("aria-activedescendant", `picture-${this.active}`);
    } else {
      this.box.removeAttribute("aria-activedescendant");
    }
  }

  /** @param {number} index */
  create(index) {
    const entry = this.pictures.peek(index);
    const loading = new AbortController();
    const row = element("div", "picture-row");
    row.id = `picture-${index}`;
    row.dataset.index = `${index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-posinset", `${index + 1}`);
    row.style.top = `${index * RowHeight}px`;
    const image = element("img");
    image.alt = "";
    image.hidden = true;
    const frame = element("span", "thumbnail");
    frame.append(image);
    row.append(frame);
    if (entry) {
      row.append(describe(entry));
      this.thumbnails.show(image, entry.id, loading.signal);
    }
    this.rows.append(row);
    this.shown.set(index, { row, entry, loading });
    return row;
  }
}

/** @param {Entry} entry */
function describe(entry) {
  const state = States[entry.state];
  const texts = element("span", "texts");
  const name = element("b", "", entry.name);
  name.title = entry.name;
  const detail = element("small", `state ${entry.state}`);
  detail.append(icon(state.icon), state.text);
  if (entry.state === "found" && entry.instances === 0) {
    detail.lastChild?.replaceWith("nothing found");
  }
  if (entry.instances > 0) {
    detail.append(` · ${entry.instances}`, element("span", "hidden", entry.instances === 1 ? " mask" : " masks"));
    detail.title = counted(entry.instances, "mask");
  }
  texts.append(name, detail);
  return texts;
}
