// Paints masks as the canvas shows them: a translucent fill and a line along the edge, in pixels of the device.

/** @import { ColumnMask } from "./column-mask.js" */
/** @typedef {"plain" | "selected" | "proposal" | "draft"} Style */
/**
 * The part of the picture on the canvas.
 * @typedef {{ scale: number, x: number, y: number, width: number, height: number, ratio: number }} Window
 */

/** Opacity of the fill, width of the line and of the line beside it that sets it off, whether it is dashed. */
const Styles = {
  plain: { fill: 0.22, line: 1.5, halo: 1, haloColor: [0, 0, 0], haloAlpha: 0.5, isDashed: false },
  selected: { fill: 0.42, line: 2.5, halo: 1.5, haloColor: [255, 255, 255], haloAlpha: 0.95, isDashed: false },
  proposal: { fill: 0.2, line: 2, halo: 1, haloColor: [0, 0, 0], haloAlpha: 0.55, isDashed: true },
  draft: { fill: 0.4, line: 2.5, halo: 1.5, haloColor: [255, 255, 255], haloAlpha: 0.95, isDashed: true },
};
const DashLength = 5;

export class MaskPainter {
  /** @param {Window} window */
  constructor(window) {
    this.window = window;
    this.pixels = new Uint8ClampedArray(4 * window.width * window.height);
  }

  /**
   * @param {ColumnMask} mask
   * @param {[number, number, number]} color
   * @param {Style} styleName
   */
  paint(mask, color, styleName) {
    const { ratio } = this.window;
    const style = Styles[styleName];
    const line = Math.max(1, Math.round(style.line * ratio));
    const halo = Math.max(1, Math.round(style.halo * ratio));
    const reach = Math.max(line, halo);
    const shape = this.shapeOf(mask, reach);
    if (!shape) {
      return;
    }
    const { inside, left, top, width, height } = shape;
    const dash = DashLength * ratio;
    const [right, bottom] = [Math.min(this.window.width, left + width - reach), Math.min(this.window.height, top + height - reach)];
    for (let y = Math.max(0, top + reach); y < bottom; y++) {
      for (let x = Math.max(0, left + reach); x < right; x++) {
        const at = (y - top) * width + x - left;
        if (inside[at]) {
          const isEdge = !(inside[at - line] && inside[at + line] && inside[at - line * width] && inside[at + line * width]);
          if (!isEdge) {
            this.blend(x, y, color, style.fill);
          } else if (style.isDashed && Math.floor((x + y) / dash) % 2 === 1) {
            this.blend(x, y, [255, 255, 255], 0.9);
          } else {
            this.blend(x, y, color, 1);
          }
        } else if (inside[at - halo] || inside[at + halo] || inside[at - halo * width] || inside[at + halo * width]) {
          this.blend(x, y, style.haloColor, style.haloAlpha);
        }
      }
    }
  }

  /**
   * The pixels of the device inside the mask, with a margin whose neighbours can be looked at without a check.
   * @param {ColumnMask} mask
   * @param {number} reach how far away neighbours are
   */
  shapeOf(mask, reach) {
    const { scale, x: offsetX, y: offsetY, width: windowWidth, height: windowHeight } = this.window;
    const [maskLeft, maskTop, maskRight, maskBottom] = mask.bounds;
    const firstX = Math.max(-reach, Math.floor(maskLeft * scale + offsetX));
    const lastX = Math.min(windowWidth + reach, Math.ceil(maskRight * scale + offsetX));
    const firstY = Math.max(-reach, Math.floor(maskTop * scale + offsetY));
    const lastY = Math.min(windowHeight + reach, Math.ceil(maskBottom * scale + offsetY));
    if (firstX >= lastX || firstY >= lastY) {
      return null;
    }
    const margin = 2 * reach;
    const [left, top] = [firstX - margin, firstY - margin];
    const [width, height] = [lastX - firstX + 2 * margin, lastY - firstY + 2 * margin];
    const inside = new Uint8Array(width * height);
    for (let x = firstX; x < lastX; x++) {
      const runs = mask.columns.get(Math.floor((x + 0.5 - offsetX) / scale));
      for (let i = 0; runs && i < runs.length; i += 2) {
        const from = Math.max(firstY, Math.ceil(runs[i] * scale + offsetY - 0.5));
        const to = Math.min(lastY, Math.ceil(runs[i + 1] * scale + offsetY - 0.5));
        for (let at = (from - top) * width + x - left, y = from; y < to; y++, at += width) {
          inside[at] = 1;
        }
      }
    }
    return { inside, left, top, width, height };
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number[]} color
   * @param {number} alpha
   */
  blend(x, y, [red, green, blue], alpha) {
    const at = 4 * (y * this.window.width + x);
    const { pixels } = this;
    const below = pixels[at + 3] / 255 * (1 - alpha);
    const sum = alpha + below;
    pixels[at] = (red * alpha + pixels[at] * below) / sum;
    pixels[at + 1] = (green * alpha + pixels[at + 1] * below) / sum;
    pixels[at + 2] = (blue * alpha + pixels[at + 2] * below) / sum;
    pixels[at + 3] = 255 * sum;
  }
}
