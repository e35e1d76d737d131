// The canvas: picture, heat map, masks, and what a person is drawing, at the pixels of the device.

/** @import { Box } from "./api.js" */
/** @import { Place } from "./column-mask.js" */
/** @import { Window } from "./mask-painter.js" */
/** @import { PaintedMask } from "./masks-worker.js" */
/** @import { Detail, Images } from "./images.js" */
/** @import { Masks } from "./masks.js" */
/** @import { Store } from "./store.js" */

import { isAbort, textOf } from "./api.js";
import { byId } from "./dom.js";
import { boxOf } from "./rle.js";
import { View } from "./view.js";

export const DraftKey = "draft";

const DetailDelayMilliseconds = 150;
const PointRadius = 6;
const CrosshairArm = 14;

/** From this size on the pixels of the picture are shown as squares. */
const ScaleOfSquares = 4;

/** A selected mask that is smaller on the canvas gets a ring around it. */
const SmallOnCanvas = 24;

export class Stage {
  /**
   * @param {Store} store
   * @param {Images} images
   * @param {Masks} masks
   * @param {(text: string) => void} warn
   */
  constructor(store, images, masks, warn) {
    this.store = store;
    this.images = images;
    this.masks = masks;
    this.warn = warn;
    this.canvas = byId("canvas", HTMLCanvasElement);
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));

    /** The picture has a canvas of its own below: it is drawn only where the view moves, not with every stroke. */
    this.backdrop = byId("backdrop", HTMLCanvasElement);
    this.backdropContext = /** @type {CanvasRenderingContext2D} */ (this.backdrop.getContext("2d"));
    this.isPictureDrawn = false;
    this.view = new View();

    /** @type {ImageBitmap | null} */
    this.image = null;

    /** @type {Detail | null} */
    this.detail = null;

    /**
     * The masks as they were painted last, and for which part of which picture.
     * @type {{ bitmap: ImageBitmap, window: Window, picture: string | undefined } | null}
     */
    this.painted = null;
    this.isPainting = false;
    this.isPaintNeeded = false;
    this.isDrawNeeded = false;
    this.detailTimer = 0;

    /** Box, crosshair and pointer while a person draws. @type {Box | null} */
    this.rubberBand = null;

    /** @type {Place | null} */
    this.crosshair = null;

    /** @type {Place | null} */
    this.brushAt = null;

    new ResizeObserver(() => this.resize()).observe(this.canvas);
    store.on(["picture", "selected", "proposals", "draft", "areMasksShown", "run"], () => this.paintMasks());
    store.on(["heatMap", "tool", "brushSize"], () => this.draw());
  }

  get ratio() {
    return devicePixelRatio || 1;
  }

  resize() {
    for (const canvas of [this.canvas, this.backdrop]) {
      canvas.width = Math.max(1, Math.round(this.canvas.clientWidth * this.ratio));
      canvas.height = Math.max(1, Math.round(this.canvas.clientHeight * this.ratio));
    }
    this.view.resize(this.canvas.width, this.canvas.height);
    this.viewChanged();
    this.drawNow();
  }

  /** Shows the picture of the store from its whole down. */
  async showPicture() {
    const { picture } = this.store.state;
    this.image = null;
    this.detail = null;
    this.images.cancelDetail();
    this.rubberBand = null;
    this.crosshair = null;
    if (!picture) {
      this.backdropContext.clearRect(0, 0, this.backdrop.width, this.backdrop.height);
      this.draw();
      return;
    }
    this.view.showPicture(picture);
    this.viewChanged();
    const image = await this.images.get(picture.id);
    if (this.store.state.picture?.id === picture.id) {
      this.image = image;
      this.viewChanged();
    }
  }

  /** The view moved: everything is drawn at its new place at once, and then as sharp as it can be. */
  viewChanged() {
    this.isPictureDrawn = false;
    this.draw();
    this.paintMasks();
    clearTimeout(this.detailTimer);
    this.detailTimer = setTimeout(() => this.loadDetail(), DetailDelayMilliseconds);
  }

  async loadDetail() {
    const { view, image } = this;
    const { picture } = this.store.state;
    if (!picture || !image || image.width >= picture.width || view.scale <= image.width / picture.width) {
      return;
    }
    const visible = view.visible();
    const scale = Math.min(1, view.scale);
    if (this.detail && contains(this.detail.box, visible) && this.detail.bitmap.width >= 0.99 * this.detail.box.width * scale) {
      return;
    }
    try {
      const detail = await this.images.detail(picture, visible, view.scale);
      if (this.store.state.picture?.id === picture.id) {
        this.detail = detail;
        this.isPictureDrawn = false;
        this.draw();
      }
    } catch (error) {
      if (!isAbort(error)) {
        this.warn(`This part of the picture cannot be shown: ${textOf(error)}`);
      }
    }
  }

  /** Paints the masks in the worker; what changes meanwhile is painted after it, once. */
  async paintMasks() {
    this.isPaintNeeded = true;
    if (this.isPainting) {
      return;
    }
    this.isPainting = true;
    while (this.isPaintNeeded) {
      this.isPaintNeeded = false;
      const { scale, x, y, width, height } = this.view;
      const window = { scale, x, y, width, height, ratio: this.ratio };
      const masks = this.maskList();
      const picture = this.store.state.picture?.id;
      const bitmap = await this.masks.paint(masks, window);
      this.painted?.bitmap.close();
      this.painted = { bitmap, window, picture };
      this.draw();
    }
    this.isPainting = false;
  }

  /** What is painted, from below upwards. @returns {PaintedMask[]} */
  maskList() {
    const { picture, selected, proposals, draft, areMasksShown } = this.store.state;
    const wanted = new Map((picture?.instances ?? []).map(instance => [instance.id ?? "", instance.mask]));
    proposals.forEach(({ key, instance }) => wanted.set(key, instance.mask));
    const { draftMask } = this.store;
    if (draftMask) {
      wanted.set(DraftKey, draftMask);
    }
    this.masks.keep(wanted);
    if (!areMasksShown || !picture) {
      return [];
    }
    /** @type {PaintedMask[]} */
    const masks = picture.instances
      .filter(instance => instance.id !== selected && !(draftMask && instance.id === draft?.target))
      .map(instance => ({ key: instance.id ?? "", color: rgbOf(this.store.colorOf(instance.class)), style: "plain" }));
    const chosen = this.store.selected;
    if (chosen && !(draftMask && chosen.id === draft?.target)) {
      masks.push({ key: chosen.id ?? "", color: rgbOf(this.store.colorOf(chosen.class)), style: "selected" });
    }
    for (const { key, instance } of proposals) {
      masks.push({ key, color: rgbOf(this.store.colorOf(instance.class)), style: "proposal" });
    }
    if (draftMask) {
      masks.push({ key: DraftKey, color: rgbOf(this.store.colorOf(this.draftClass)), style: "draft" });
    }
    return masks;
  }

  get draftClass() {
    const { draft, picture, currentClass } = this.store.state;
    return picture?.instances.find(instance => draft && instance.id === draft.target)?.class ?? currentClass;
  }

  /** Draws before the next frame, however often it is asked. */
  draw() {
    if (!this.isDrawNeeded) {
      this.isDrawNeeded = true;
      requestAnimationFrame(() => this.drawNow());
    }
  }

  drawNow() {
    this.isDrawNeeded = false;
    const { context, canvas, view } = this;
    const { picture, heatMap, areMasksShown } = this.store.state;
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (!picture) {
      return;
    }
    if (!this.isPictureDrawn) {
      this.drawPicture(picture);
      this.isPictureDrawn = true;
    }
    if (heatMap && areMasksShown) {
      context.imageSmoothingEnabled = true;
      context.globalAlpha = heatMap.opacity;
      context.drawImage(heatMap.image, view.x, view.y, picture.width * view.scale, picture.height * view.scale);
      context.globalAlpha = 1;
    }
    this.drawMasks();
    this.drawRing();
    this.drawPrompt();
    this.drawPointers();
  }

  /** @param {{ width: number, height: number }} picture */
  drawPicture({ width, height }) {
    const { backdropContext: context, backdrop, view, image, detail } = this;
    context.clearRect(0, 0, backdrop.width, backdrop.height);
    context.imageSmoothingEnabled = view.scale < ScaleOfSquares * this.ratio;
    context.imageSmoothingQuality = "high";
    if (image) {
      context.drawImage(image, view.x, view.y, width * view.scale, height * view.scale);
    } else {
      context.fillStyle = "rgb(128 128 128 / 25%)";
      context.fillRect(view.x, view.y, width * view.scale, height * view.scale);
    }
    if (detail && image && view.scale > image.width / width) {
      const at = view.toCanvas(detail.box);
      context.drawImage(detail.bitmap, at.x, at.y, detail.box.width * view.scale, detail.box.height * view.scale);
    }
  }

  drawMasks() {
    if (this.painted && this.painted.picture === this.store.state.picture?.id) {
      const { bitmap, window } = this.painted;
      const factor = this.view.scale / window.scale;
      this.context.imageSmoothingEnabled = factor !== 1;
      this.context.drawImage(bitmap, this.view.x - window.x * factor, this.view.y - window.y * factor,
        window.width * factor, window.height * factor);
    }
  }

  drawRing() {
    const { selected } = this.store;
    const box = selected && this.store.state.areMasksShown ? boxOf(selected.mask) : null;
    const side = box ? Math.max(box.width, box.height) * this.view.scale : Infinity;
    if (box && side < SmallOnCanvas * this.ratio) {
      const middle = this.view.toCanvas({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      this.outline(path => path.arc(middle.x, middle.y, SmallOnCanvas * this.ratio, 0, 2 * Math.PI));
    }
  }

  /** The points and the box of the draft. */
  drawPrompt() {
    const { draft } = this.store.state;
    const { context, ratio, view } = this;
    const box = this.rubberBand ?? draft?.box;
    if (box) {
      const at = view.toCanvas(box);
      this.outline(path => path.rect(at.x, at.y, box.width * view.scale, box.height * view.scale), [6, 4]);
    }
    for (const point of draft?.points ?? []) {
      const at = view.toCanvas(point);
      const arm = 3 * ratio;
      context.beginPath();
      context.arc(at.x, at.y, PointRadius * ratio, 0, 2 * Math.PI);
      context.fillStyle = point.positive ? "#0b7a3b" : "#b3261e";
      context.fill();
      context.lineWidth = 1.5 * ratio;
      context.strokeStyle = "#fff";
      context.moveTo(at.x - arm, at.y);
      context.lineTo(at.x + arm, at.y);
      if (point.positive) {
        context.moveTo(at.x, at.y - arm);
        context.lineTo(at.x, at.y + arm);
      }
      context.stroke();
    }
  }

  drawPointers() {
    const { ratio, view } = this;
    const { tool, brushSize } = this.store.state;
    const brush = this.brushAt ?? this.crosshair;
    if (brush && (tool === "brush" || tool === "eraser")) {
      const at = view.toCanvas(brush);
      this.outline(path => path.arc(at.x, at.y, brushSize * ratio / 2, 0, 2 * Math.PI), tool === "eraser" ? [4, 3] : []);
    }
    if (this.crosshair) {
      const at = view.toCanvas(this.crosshair);
      const arm = CrosshairArm * ratio;
      this.outline(path => {
        path.moveTo(at.x - arm, at.y);
        path.lineTo(at.x + arm, at.y);
        path.moveTo(at.x, at.y - arm);
        path.lineTo(at.x, at.y + arm);
      });
    }
  }

  /**
   * A white line on a dark one: to be seen on every picture.
   * @param {(path: Path2D) => void} draw
   * @param {number[]} [dash]
   */
  outline(draw, dash = []) {
    const { context, ratio } = this;
    const path = new Path2D();
    draw(path);
    context.lineWidth = 3.5 * ratio;
    context.strokeStyle = "rgb(0 0 0 / 65%)";
    context.stroke(path);
    context.lineWidth = 1.5 * ratio;
    context.strokeStyle = "#fff";
    context.setLineDash(dash.map(length => length * ratio));
    context.stroke(path);
    context.setLineDash([]);
  }
}

/**
 * @param {Box} outer
 * @param {Box} inner
 */
function contains(outer, inner) {
  return inner.x >= outer.x && inner.y >= outer.y
    && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}

/** @param {string} color as #rrggbb @returns {[number, number, number]} */
function rgbOf(color) {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16 & 255, value >> 8 & 255, value & 255];
}
