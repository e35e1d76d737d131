// Masks by columns against masks by pixels: round trips, strokes, and what lies inside.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ColumnMask } from "../../src/Server/Page/column-mask.js";
import { formatCounts } from "../../src/Server/Page/rle.js";

let seed = 12345;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

/** @param {Uint8Array} pixels down the columns */
const countsOfPixels = pixels => {
  const counts = [0];
  for (const pixel of pixels) {
    if (pixel !== (counts.length - 1) % 2) {
      counts.push(0);
    }
    counts[counts.length - 1]++;
  }
  return counts;
};

/** @param {ColumnMask} mask */
const pixelsOf = mask => Uint8Array.from({ length: mask.width * mask.height },
  (_, i) => Number(mask.has(Math.floor(i / mask.height), i % mask.height)));

test("random masks keep their string", () => {
  for (let i = 0; i < 500; i++) {
    const [width, height] = [1 + Math.floor(random() * 9), 1 + Math.floor(random() * 9)];
    const share = random();
    const pixels = Uint8Array.from({ length: width * height }, () => Number(random() < share));
    const counts = formatCounts(countsOfPixels(pixels));
    const mask = ColumnMask.fromRle({ size: [height, width], counts });
    assert.deepEqual(mask.toRle(), { size: [height, width], counts });
    assert.deepEqual(pixelsOf(mask), pixels);
    assert.equal(mask.area, pixels.reduce((sum, pixel) => sum + pixel, 0));
  }
});

test("strokes change the pixels whose middle they meet, and no other", () => {
  for (let i = 0; i < 300; i++) {
    const [width, height] = [5 + Math.floor(random() * 30), 5 + Math.floor(random() * 30)];
    const mask = new ColumnMask(width, height);
    const expected = new Uint8Array(width * height);
    for (let stroke = 0; stroke < 6; stroke++) {
      const place = () => ({ x: random() * (width + 10) - 5, y: random() * (height + 10) - 5 });
      const [from, to] = [place(), place()];
      const end = random() < 0.3 ? from : to;
      const radius = 0.8 + random() * 6;
      const isInside = random() < 0.7;
      mask.stroke(from, end, radius, isInside);
      for (let x = 0; x < width; x++) {
        for (let y = 0; y < height; y++) {
          const [dx, dy] = [end.x - from.x, end.y - from.y];
          const length = dx * dx + dy * dy;
          const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x + 0.5 - from.x) * dx + (y + 0.5 - from.y) * dy) / length));
          if (Math.hypot(x + 0.5 - from.x - along * dx, y + 0.5 - from.y - along * dy) <= radius) {
            expected[x * height + y] = Number(isInside);
          }
        }
      }
    }
    assert.deepEqual(pixelsOf(mask), expected);
    assert.equal(mask.toRle().counts, formatCounts(countsOfPixels(expected)));
  }
});

test("the smallest brush marks a pixel wherever it is", () => {
  for (let i = 0; i < 100; i++) {
    const mask = new ColumnMask(20, 20);
    const at = { x: 2 + random() * 16, y: 2 + random() * 16 };
    mask.stroke(at, at, 0, true);
    assert.ok(mask.area >= 1);
  }
});

test("a stroke across 12,000 x 9,000 pixels is quick and exact", () => {
  const mask = new ColumnMask(12000, 9000);
  const start = process.cpuUsage();
  for (let i = 0; i < 20; i++) {
    mask.stroke({ x: 100, y: 400 * i }, { x: 11900, y: 400 * i + 300 }, 150, true);
  }
  const rle = mask.toRle();
  // Time of this process alone: others may keep the machine busy.
  const { user, system } = process.cpuUsage(start);
  assert.ok(user + system < 2_000_000);
  assert.deepEqual(ColumnMask.fromRle(rle).toRle(), rle);
});

test("an erased mask is empty", () => {
  const mask = ColumnMask.fromRle({ size: [3, 4], counts: "0<" });
  mask.stroke({ x: 2, y: 1.5 }, { x: 2, y: 1.5 }, 10, false);
  assert.deepEqual(mask.toRle(), { size: [3, 4], counts: "<" });
});
