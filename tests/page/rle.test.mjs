// COCO's run length strings: the vectors of pycocotools, round trips, and what is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { boxOf, countsOf, formatCounts, parseCounts } from "../../src/Server/Page/rle.js";

/** @type {[number, number, number[], string, number[] | null][]} height, width, counts, string, box */
const vectors = [
  [3, 4, [12], "<", null],
  [3, 4, [0, 12], "0<", [0, 0, 4, 3]],
  [2, 2, [1, 3], "13", [0, 0, 2, 2]],
  [10, 10, [32, 2, 8, 2, 8, 2, 46], "P128000V1", [3, 2, 3, 2]],
  [4, 4, [1, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1, 1], "11110O10O10O0", [0, 0, 4, 4]],
  [1000, 1000, [999999, 1], "oa`n01", [999, 999, 1, 1]],
  [6, 36, [5, 40, 3, 2, 100, 1, 65], "5X13jNQ3OmN", [0, 0, 26, 6]],
  [10, 10, [22, 3, 7, 3, 7, 3, 55], "f037000`1", [2, 2, 3, 3]],
  [10, 10, [11, 6, 4, 5, 5, 4, 6, 3, 7, 2, 8, 1, 38], ";64O1O1O1O1On0", [1, 1, 6, 6]],
  [6, 6, [14, 3, 3, 3, 3, 3, 7], ">330004", [2, 2, 3, 3]],
  [6, 6, [7, 4, 2, 4, 2, 4, 2, 4, 7], "742000005", [1, 1, 4, 4]],
  [6, 6, [0, 36], "0T1", [0, 0, 6, 6]],
  [6, 6, [0, 5, 1, 5, 1, 5, 1, 5, 1, 5, 7], "05100000006", [0, 0, 5, 5]],
  [6, 6, [0, 5, 2, 3, 4, 1, 5, 1, 4, 3, 2, 5, 1], "052N2N10O2N2O", [0, 0, 6, 5]],
  [6, 6, [36], "T1", null],
];

for (const [height, width, counts, text, box] of vectors) {
  test(`the string ${text}`, () => {
    assert.deepEqual(parseCounts(text), counts);
    assert.equal(formatCounts(counts), text);
    assert.deepEqual(countsOf({ size: [height, width], counts: text }), counts);
    const found = boxOf({ size: [height, width], counts: text });
    assert.deepEqual(found && [found.x, found.y, found.width, found.height], box);
  });
}

test("strings whose run lengths do not fill their mask keep their round trip and are no mask", () => {
  const text = "05500MN3ON3ONe1";
  assert.equal(formatCounts(parseCounts(text)), text);
  assert.deepEqual(parseCounts(text), [0, 5, 5, 5, 5, 2, 3, 5, 2, 3, 5, 2, 3, 55]);
  assert.throws(() => countsOf({ size: [1350, 1080], counts: text }), /do not fill/);
});

test("the strings of faster_coco_eval's polygons keep their round trip", () => {
  for (const text of ["U36>1OO2Lm6", "h02`012N_O0`00@1>OB3`0MQ8", "]1120=210AN>1BOT9", "f01c01^OO>0E0R11[O0AO]8", "`11c00K0E1:0F090F2a0MX7"]) {
    assert.equal(formatCounts(parseCounts(text)), text);
  }
});

test("a mask of 108 million pixels", () => {
  const counts = [107_999_999, 1];
  assert.deepEqual(parseCounts(formatCounts(counts)), counts);
  assert.deepEqual(parseCounts(formatCounts([1, 2, 90_000_000, 1, 3, 17_999_993])), [1, 2, 90_000_000, 1, 3, 17_999_993]);
});

test("broken strings are refused", () => {
  assert.throws(() => parseCounts("P"), /cut off/);
  assert.throws(() => parseCounts("oooooooo0"), /cut off/);
  assert.throws(() => parseCounts("1 2"), /no run length/);
  assert.throws(() => parseCounts("p"), /no run length/);
  assert.throws(() => parseCounts("1O"), /negative/);
});
