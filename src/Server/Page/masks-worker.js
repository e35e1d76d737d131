// The worker that keeps the masks of the picture: decodes, paints, strokes and encodes them beside the page.

/** @import { Rle } from "./api.js" */
/** @import { Place } from "./column-mask.js" */
/** @import { Style, Window } from "./mask-painter.js" */
/** @typedef {{ key: string, color: [number, number, number], style: Style }} PaintedMask */
/**
 * @typedef {{ call: "set", key: string, rle: Rle }
 *   | { call: "forget", key: string }
 *   | { call: "rename", from: string, to: string }
 *   | { call: "stroke", key: string, from: Place, to: Place, radius: number, isInside: boolean }
 *   | { call: "paint", masks: PaintedMask[], window: Window }
 *   | { call: "encode", key: string }
 *   | { call: "hit", keys: string[], place: Place }} Call
 */

import { ColumnMask } from "./column-mask.js";
import { MaskPainter } from "./mask-painter.js";

/** @type {Map<string, ColumnMask>} */
const masks = new Map();

/** How often each mask has changed. @type {Map<string, number>} */
const changes = new Map();

/** All masks but the topmost, as painted last: a stroke changes the topmost one only. */
let below = { of: "", pixels: new Uint8ClampedArray() };

/** @param {Call} call @returns {Promise<unknown>} */
async function answer(call) {
  switch (call.call) {
    case "set":
      masks.set(call.key, ColumnMask.fromRle(call.rle));
      countChange(call.key);
      return null;
    case "forget":
      masks.delete(call.key);
      return null;
    case "rename": {
      const mask = masks.get(call.from);
      if (mask) {
        masks.delete(call.from);
        masks.set(call.to, mask);
        countChange(call.to);
      }
      return null;
    }
    case "stroke":
      masks.get(call.key)?.stroke(call.from, call.to, call.radius, call.isInside);
      countChange(call.key);
      return null;
    case "encode":
      return masks.get(call.key)?.toRle();
    case "hit":
      return hit(call.keys, call.place);
    case "paint":
      return createImageBitmap(new ImageData(paint(call.masks, call.window), call.window.width, call.window.height));
  }
}

/** @param {string} key */
function countChange(key) {
  changes.set(key, (changes.get(key) ?? 0) + 1);
}

/**
 * @param {PaintedMask[]} list from below upwards
 * @param {Window} window
 */
function paint(list, window) {
  const rest = list.slice(0, -1);
  const of = JSON.stringify([window, rest.map(painted => [painted, changes.get(painted.key)])]);
  const painter = new MaskPainter(window);
  if (below.of === of) {
    painter.pixels.set(below.pixels);
  } else {
    rest.forEach(painted => paintOne(painter, painted));
    below = { of, pixels: painter.pixels.slice() };
  }
  list.slice(-1).forEach(painted => paintOne(painter, painted));
  return painter.pixels;
}

/** @param {MaskPainter} painter @param {PaintedMask} painted */
function paintOne(painter, { key, color, style }) {
  const mask = masks.get(key);
  if (mask) {
    painter.paint(mask, color, style);
  }
}

/**
 * The keys of the masks at a place, the smallest mask first.
 * @param {string[]} keys
 * @param {Place} place
 */
function hit(keys, { x, y }) {
  return keys
    .filter(key => masks.get(key)?.has(x, y))
    .sort((a, b) => (masks.get(a)?.area ?? 0) - (masks.get(b)?.area ?? 0));
}

addEventListener("message", async event => {
  const { id, call } = event.data;
  try {
    const result = await answer(call);
    const transfer = result instanceof ImageBitmap ? [result] : [];
    postMessage({ id, result }, { transfer });
  } catch (error) {
    postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
