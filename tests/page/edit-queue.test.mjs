// The queue of edits against a server that is slow, full, gone, or used by somebody else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../src/Server/Page/api.js";
import { EditQueue } from "../../src/Server/Page/edit-queue.js";
import { apply, createId, inverse } from "../../src/Server/Page/edits.js";
import { History } from "../../src/Server/Page/history.js";

const mask = { size: /** @type {[number, number]} */ ([2, 2]), counts: "13" };
const instance = (/** @type {string} */ id, /** @type {object} */ rest = {}) =>
  ({ id, class: "cat", mask, score: null, prompt: null, source: "manual", accepted: true, ...rest });
const edit = (/** @type {object} */ rest) => ({ picture: "p", put: [], remove: [], done: null, label: "edit", ...rest });
const settled = (/** @type {EditQueue} */ queue) => new Promise(resolve => {
  const look = () => (queue.edits.length === 0 ? setTimeout(resolve) : setTimeout(look, 1));
  look();
});

/** A server with one picture; answers may be replaced one by one. */
function serve() {
  const server = {
    picture: { id: "p", name: "p.jpg", width: 2, height: 2, version: 1, state: "notLabelled", instances: [instance("a")], content: "c" },
    requests: /** @type {any[]} */ ([]),
    answers: /** @type {(() => void)[]} */ ([]),
    nextId: 0,
    write(/** @type {any} */ request) {
      const put = request.put.map((/** @type {any} */ one) => ({ ...one, id: one.id ?? `server-${++server.nextId}` }));
      server.picture = { ...apply(/** @type {any} */ (server.picture), edit({ ...request, put })), version: server.picture.version + 1 };
      return server.picture;
    },
    async edit(/** @type {string} */ id, /** @type {any} */ request) {
      server.requests.push(structuredClone(request));
      server.answers.shift()?.();
      if (request.version !== server.picture.version) {
        throw new Problem(409, "Somebody else edited this picture", { picture: /** @type {any} */ (server.picture) });
      }
      return server.write(request);
    },
  };
  const told = { saved: 0, conflicts: /** @type {any[]} */ ([]), refused: /** @type {any[]} */ ([]), troubles: /** @type {any[]} */ ([]) };
  const queue = new EditQueue(/** @type {any} */ (server), {
    changed: () => {},
    saved: () => { told.saved++; },
    conflict: dropped => { told.conflicts.push(dropped.map(one => one.label)); },
    refused: one => { told.refused.push(one.label); },
    trouble: reason => {
      told.troubles.push(reason);
      if (reason) {
        setTimeout(() => queue.tryNow());
      }
    },
  });
  queue.learn(/** @type {any} */ (server.picture));
  return { server, queue, told };
}

test("edits of an instance that has no id yet follow it", async () => {
  const { server, queue } = serve();
  const id = createId();
  queue.push(edit({ put: [instance(id)] }));
  queue.push(edit({ put: [instance(id, { class: "dog" })] }));
  queue.push(edit({ remove: [id] }));
  assert.deepEqual(queue.shown("p")?.instances.map(one => one.id), ["a"]);
  await settled(queue);
  assert.deepEqual(server.requests.map(request => [request.version, request.put[0]?.id, request.remove[0]]),
    [[1, null, undefined], [2, "server-1", undefined], [3, undefined, "server-1"]]);
  assert.equal(queue.realId(id), "server-1");
});

test("an edit of a file that is another one by now is refused, not merged", async () => {
  const { server, queue, told } = serve();
  server.answers.push(() => { throw new Problem(409, "The picture has changed"); });
  queue.push(edit({ remove: ["a"], label: "first" }));
  await settled(queue);
  assert.equal(server.requests[0].content, "c");
  assert.deepEqual([told.refused, told.conflicts, queue.shown("p")?.instances.length], [["first"], [], 1]);
});

test("a full disk and a server that is away only delay edits", async () => {
  const { server, queue, told } = serve();
  server.answers.push(
    () => { throw new Problem(507, "The disk is full."); },
    () => { throw new Problem(0, "The server cannot be reached."); });
  queue.push(edit({ done: true }));
  await settled(queue);
  assert.equal(server.picture.state, "done");
  assert.deepEqual(told.troubles, ["The disk is full.", "The server cannot be reached.", null]);
});

test("an answer that is lost is no conflict", async () => {
  const { server, queue, told } = serve();
  server.answers.push(() => {
    server.write(server.requests[0]);
    throw new Problem(0, "The server cannot be reached.");
  });
  const id = createId();
  queue.push(edit({ put: [instance(id, { class: "dog" })] }));
  queue.push(edit({ put: [instance(id, { class: "bird" })] }));
  await settled(queue);
  assert.deepEqual(told.conflicts, []);
  assert.equal(told.saved, 2);
  assert.deepEqual(server.picture.instances.map(one => one.class), ["cat", "bird"]);
});

test("edits that somebody else was faster than are dropped and named", async () => {
  const { server, queue, told } = serve();
  server.write({ put: [], remove: ["a"], done: null });
  queue.push(edit({ put: [instance("a", { class: "dog" })], label: "one" }));
  queue.push(edit({ done: true, label: "two" }));
  await settled(queue);
  assert.deepEqual(told.conflicts, [["one", "two"]]);
  assert.deepEqual(queue.shown("p"), server.picture);
});

test("an edit that the server refuses is dropped, and the next one goes on", async () => {
  const { server, queue, told } = serve();
  server.answers.push(() => { throw new Problem(422, "There is no such class."); });
  queue.push(edit({ put: [instance("a", { class: "?" })], label: "one" }));
  queue.push(edit({ done: true, label: "two" }));
  await settled(queue);
  assert.deepEqual(told.refused, ["one"]);
  assert.equal(server.picture.state, "done");
});

test("every edit is taken back by its inverse", () => {
  const picture = /** @type {any} */ ({ id: "p", version: 1, state: "corrected", instances: [instance("a"), instance("b", { class: "dog" })] });
  for (const change of [{ put: [instance("c")] }, { put: [instance("a", { class: "x" })] }, { remove: ["b"] }, { done: true },
    { put: [instance("c"), instance("b", { accepted: false })], remove: ["a"] }]) {
    const back = apply(apply(picture, edit(change)), inverse(picture, edit(change)));
    const byId = (/** @type {any[]} */ instances) => [...instances].sort((x, y) => x.id.localeCompare(y.id));
    assert.deepEqual({ ...back, instances: byId(back.instances) }, picture);
  }
});

test("steps are undone and redone in order; a new one ends redo; those of a changed picture are forgotten", () => {
  const history = new History();
  const step = (/** @type {string} */ picture) => ({ edit: edit({ picture }), back: edit({ picture }) });
  const [one, two, three] = [step("p"), step("q"), step("p")];
  history.push(one);
  history.push(two);
  history.undo();
  assert.equal(history.last, one);
  assert.equal(history.next, two);
  history.redo();
  assert.equal(history.last, two);
  history.undo();
  history.push(three);
  assert.equal(history.next, undefined);
  history.forget("p");
  assert.equal(history.last, undefined);
});
