// Everything that keys and buttons do, in one table: the help shows it, the keys look it up, buttons name it.

/** @import { Crosshair } from "./crosshair.js" */
/** @import { Drafting } from "./drafting.js" */
/** @import { Editing } from "./editing.js" */
/** @import { Finding } from "./finding.js" */
/** @import { Gestures } from "./gestures.js" */
/** @import { Navigation } from "./navigation.js" */
/** @import { Stage } from "./stage.js" */
/** @import { Store, Tool } from "./store.js" */
/** @typedef {{ name: string, group: string, text: string, keys: string[], run: (key: string) => void }} Command */

import { byId } from "./dom.js";
import { say } from "./notices.js";
import { boxOf } from "./rle.js";

const ZoomStep = 1.4;
const PanStep = 80;
const BrushStep = 1.25;
const SmallestBrush = 1;
const LargestBrush = 300;

/** @type {Record<string, [number, number]>} */
const Directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {object} parts
 * @param {Store} parts.store
 * @param {Stage} parts.stage
 * @param {Editing} parts.editing
 * @param {Drafting} parts.drafting
 * @param {Finding} parts.finding
 * @param {Navigation} parts.navigation
 * @param {Crosshair} parts.crosshair
 * @param {Gestures} parts.gestures
 * @returns {Command[]}
 */
export function createCommands({ store, stage, editing, drafting, finding, navigation, crosshair, gestures }) {
  const zoom = (/** @type {number} */ factor) => {
    stage.view.zoom(factor, { x: stage.view.width / 2, y: stage.view.height / 2 });
    stage.viewChanged();
  };
  const askForText = () => {
    const input = byId("text", HTMLInputElement);
    input.focus();
    input.select();
  };
  const fit = () => {
    stage.view.fit();
    stage.viewChanged();
  };
  const pan = (/** @type {string} */ key) => {
    const [dx, dy] = Directions[key];
    stage.view.pan(-dx * PanStep * stage.ratio, -dy * PanStep * stage.ratio);
    stage.viewChanged();
  };
  const use = (/** @type {Tool} */ tool) => {
    crosshair.leave();
    store.set({ tool });
    gestures.showCursor();
    if (tool === "brush" || tool === "eraser") {
      editing.selectLastTouched();
    }
  };
  const resizeBrush = (/** @type {number} */ factor) => {
    const size = Math.min(Math.max(store.state.brushSize * factor, SmallestBrush), LargestBrush);
    store.set({ brushSize: size });
    say(`Brush ${Math.round(size)}`);
  };
  const step = (/** @type {number} */ by) => {
    editing.step(by);
    const box = store.selected && boxOf(store.selected.mask);
    if (box) {
      stage.view.reveal(box);
      stage.viewChanged();
    }
  };
  const confirm = () => {
    if (store.state.draft) {
      drafting.keep();
    } else if (store.state.proposals.length > 0) {
      finding.acceptAll();
    }
  };
  const leave = () => {
    if (crosshair.leave()) {
      return;
    }
    if (store.state.draft) {
      drafting.drop();
    } else if (store.state.proposals.length > 0 || store.state.heatMap || store.state.waiting > 0) {
      finding.drop();
      say("Dropped");
    } else {
      editing.select(null);
    }
  };
  const chooseClass = (/** @type {string} */ key) => {
    const label = store.state.run?.classes[Number(key) - 1];
    if (label && finding.text !== null && store.state.proposals.length > 0) {
      finding.setClass(label.name);
      say(`The proposals are ${label.name}`);
    } else if (label) {
      editing.choose(label.name);
      say(`Class: ${label.name}`);
    }
  };
  const carryOn = () => {
    const instance = editing.needSelected();
    const box = instance && boxOf(instance.mask);
    if (instance && box) {
      finding.carryOn(instance, box);
    }
  };
  const toggleMasks = () => {
    store.set({ areMasksShown: !store.state.areMasksShown });
    say(store.state.areMasksShown ? "Masks are shown" : "Masks are hidden");
  };
  const toggleSign = () => {
    store.set({ isNegative: !store.state.isNegative });
    say(store.state.isNegative ? "Clicks take away" : "Clicks add");
  };

  return [
    { name: "find-text", group: "Find", text: "type what to look for", keys: ["/", "t"], run: askForText },
    { name: "find-all", group: "Find", text: "find all classes", keys: ["f"], run: () => finding.findAll() },
    { name: "confirm", group: "Find", text: "keep the mask, accept all proposals", keys: ["Enter"], run: confirm },
    { name: "leave", group: "Find", text: "drop the mask or the proposals, select nothing", keys: ["Escape"], run: leave },

    {
      name: "point", group: "Tools", text: "point: a click adds, a right or Alt click takes away, a drag is a box", keys: ["s"],
      run: () => use("point"),
    },
    { name: "box", group: "Tools", text: "box", keys: ["r"], run: () => use("box") },
    { name: "brush", group: "Tools", text: "brush", keys: ["b"], run: () => use("brush") },
    { name: "eraser", group: "Tools", text: "eraser", keys: ["e"], run: () => use("eraser") },
    { name: "select", group: "Tools", text: "select masks, move the picture", keys: ["v"], run: () => use("select") },
    { name: "smaller", group: "Tools", text: "smaller brush", keys: ["["], run: () => resizeBrush(1 / BrushStep) },
    { name: "larger", group: "Tools", text: "larger brush", keys: ["]"], run: () => resizeBrush(BrushStep) },
    { name: "cycle", group: "Tools", text: "another mask for the same points", keys: ["c", "Tab"], run: () => drafting.cycle() },
    { name: "sign", group: "Tools", text: "clicks take away instead of adding, or add again", keys: ["m"], run: toggleSign },

    { name: "accept", group: "Masks", text: "accept, or accept no longer", keys: ["a"], run: () => editing.accept() },
    { name: "remove", group: "Masks", text: "delete", keys: ["x", "Delete", "Backspace"], run: () => editing.remove() },
    {
      name: "class", group: "Masks", text: "class of new masks, of the selected one, of proposals", keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
      run: chooseClass,
    },
    { name: "next-mask", group: "Masks", text: "next mask", keys: ["j"], run: () => step(1) },
    { name: "previous-mask", group: "Masks", text: "mask before", keys: ["k"], run: () => step(-1) },
    { name: "carry-on", group: "Masks", text: "look for the selected one in the next picture", keys: ["g"], run: carryOn },
    { name: "toggle-masks", group: "Masks", text: "hide masks while held", keys: ["h"], run: toggleMasks },
    {
      name: "undo", group: "Masks", text: "undo", keys: ["Ctrl+z"],
      run: () => (store.state.draft ? drafting.undo() : editing.undo()),
    },
    {
      name: "redo", group: "Masks", text: "redo", keys: ["Ctrl+Shift+z", "Ctrl+y"],
      run: () => (store.state.draft ? drafting.redo() : editing.redo()),
    },

    { name: "done", group: "Pictures", text: "done, and on to the next one", keys: ["d"], run: () => editing.finish() },
    { name: "next", group: "Pictures", text: "next picture", keys: ["n", "PageDown"], run: () => navigation.go(1) },
    { name: "previous", group: "Pictures", text: "picture before", keys: ["p", "PageUp"], run: () => navigation.go(-1) },

    { name: "zoom-in", group: "View", text: "zoom in (or the wheel)", keys: ["+", "="], run: () => zoom(ZoomStep) },
    { name: "zoom-out", group: "View", text: "zoom out", keys: ["-"], run: () => zoom(1 / ZoomStep) },
    { name: "fit", group: "View", text: "the whole picture", keys: ["0"], run: fit },
    { name: "pan", group: "View", text: "move the picture (or drag it with Space)", keys: Object.keys(Directions), run: pan },

    {
      name: "crosshair", group: "Without a mouse", text: "move the crosshair", keys: Object.keys(Directions).map(key => `Shift+${key}`),
      run: key => crosshair.move(...Directions[key.replace("Shift+", "")], false),
    },
    {
      name: "crosshair-finely", group: "Without a mouse", text: "move it finely", keys: Object.keys(Directions).map(key => `Ctrl+Shift+${key}`),
      run: key => crosshair.move(...Directions[key.replace("Ctrl+Shift+", "")], true),
    },
    {
      name: "click", group: "Without a mouse", text: "click there; start and end a box or a stroke", keys: ["."],
      run: () => crosshair.click(store.state.isNegative),
    },
    {
      name: "negative-click", group: "Without a mouse", text: "click there to take away", keys: [","],
      run: () => crosshair.click(true),
    },
    { name: "help", group: "View", text: "all keys", keys: ["?"], run: () => byId("help", HTMLDialogElement).showModal() },
  ];
}
