// Zoom and pan: what is under the pointer stays there, and the picture stays in sight.

import assert from "node:assert/strict";
import { test } from "node:test";
import { View } from "../../src/Server/Page/view.js";

const near = (/** @type {number} */ a, /** @type {number} */ b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);
const view = (/** @type {number} */ width, /** @type {number} */ height) => {
  const created = new View();
  created.resize(1000, 800);
  created.showPicture({ width, height });
  return created;
};

test("a new picture fits and is in the middle", () => {
  for (const [width, height] of [[400, 400], [12000, 9000], [10, 3000]]) {
    const fitted = view(width, height);
    const middle = fitted.toCanvas({ x: width / 2, y: height / 2 });
    near(middle.x, 500);
    near(middle.y, 400);
    assert.deepEqual(fitted.visible(), { x: 0, y: 0, width, height });
  }
});

test("zooming keeps what is under the pointer", () => {
  const zoomed = view(12000, 9000);
  const at = { x: 300, y: 500 };
  const before = zoomed.toPicture(at);
  zoomed.zoom(20, at);
  const after = zoomed.toPicture(at);
  near(after.x, before.x);
  near(after.y, before.y);
  assert.ok(zoomed.visible().width < 1000);
});

test("the picture cannot be lost", () => {
  const panned = view(400, 400);
  panned.pan(1e6, -1e6);
  const corner = panned.toCanvas({ x: 0, y: 400 });
  assert.ok(corner.x < 1000 && corner.y > 0);
  panned.zoom(1e-9, { x: 0, y: 0 });
  assert.ok(panned.scale >= Math.min(panned.fittingScale, 1));
});

test("a fitted picture stays fitted when the canvas changes; a zoomed one keeps its scale", () => {
  const resized = view(400, 400);
  resized.resize(500, 400);
  near(resized.scale, resized.fittingScale);
  resized.zoom(3, { x: 10, y: 10 });
  const { scale } = resized;
  resized.resize(700, 900);
  near(resized.scale, scale);
});

test("what is out of sight is brought to the middle", () => {
  const moved = view(12000, 9000);
  moved.zoom(30, { x: 500, y: 400 });
  moved.reveal({ x: 100, y: 200, width: 20, height: 40 });
  const at = moved.toCanvas({ x: 110, y: 220 });
  near(at.x, 500);
  near(at.y, 400);
});
