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

/** @param {Call} call @returns {Promise<unknown>} */
async function answer(call) {
  switch (call.call) {
    case "set":
      masks.set(call.key, ColumnMask.fromRle(call.rle));
      return null;
    case "forget":
      masks.delete(call.key);
      return null;
    case "rename": {
      const mask = masks.get(call.from);
      if (mask) {
        masks.delete(call.from);
        masks.set(call.to, mask);
      }
      return null;
    }
    case "stroke":
      masks.get(call.key)?.stroke(call.from, call.to, call.radius, call.isInside);
      return null;
    case "encode":
      return masks.get(call.key)?.toRle();
    case "hit":
      return hit(call.keys, call.place);
    case "paint": {
      const painter = new MaskPainter(call.window);
      for (const { key, color, style } of call.masks) {
        const mask = masks.get(key);
        if (mask) {
          painter.paint(mask, color, style);
        }
      }
      return createImageBitmap(new ImageData(painter.pixels, call.window.width, call.window.height));
    }
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
