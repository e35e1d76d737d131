// The bar over the picture: what can be done with a draft or with proposals; and the buttons that show a state.

/** @import { Drafting } from "./drafting.js" */
/** @import { Finding } from "./finding.js" */
/** @import { History } from "./history.js" */
/** @import { Store } from "./store.js" */

import { byId, counted } from "./dom.js";

export class Bars {
  /**
   * @param {Store} store
   * @param {Finding} finding
   * @param {Drafting} drafting
   * @param {History} history
   */
  constructor(store, finding, drafting, history) {
    this.store = store;
    this.drafting = drafting;
    this.history = history;
    this.finding = finding;
    this.class = byId("proposal-class", HTMLSelectElement);
    this.class.addEventListener("change", () => finding.setClass(this.class.value));
    this.opacity = byId("opacity", HTMLInputElement);
    this.brushSize = byId("brush-size", HTMLInputElement);
    this.opacity.value = `${finding.opacity}`;
    this.opacity.addEventListener("input", () => finding.setOpacity(Number(this.opacity.value)));
    this.brushSize.addEventListener("input", () => store.set({ brushSize: Number(this.brushSize.value) }));
    store.on(["draft", "proposals", "heatMap", "currentClass", "picture", "run"], () => this.drawBar());
    store.on(["tool", "isNegative", "areMasksShown", "brushSize", "waiting", "picture", "draft", "run"], () => this.drawButtons());
    store.on(["run", "picture"], () => this.drawProgress());
  }

  drawBar() {
    const { draft, proposals, heatMap, currentClass, picture } = this.store.state;
    const target = picture?.instances.find(instance => draft && instance.id === draft.target);
    byId("draft-bar", HTMLElement).hidden = !draft;
    byId("keep-label", HTMLElement).textContent = target ? "Keep" : currentClass ? `Keep as ${currentClass}` : "Keep as …";
    byId("cycle", HTMLElement).hidden = !draft || draft.masks.length < 2;
    byId("cycle-label", HTMLElement).textContent = draft ? `Other (${draft.chosen + 1} of ${draft.masks.length})` : "";
    byId("proposal-bar", HTMLElement).hidden = Boolean(draft) || (proposals.length === 0 && !heatMap);
    byId("accept-all", HTMLElement).hidden = proposals.length === 0;
    byId("accept-all-label", HTMLElement).textContent = proposals.length === 1 ? "Accept" : `Accept all ${proposals.length}`;
    byId("proposal-text", HTMLElement).textContent = proposals.length === 0 ? "Nothing found" : counted(proposals.length, "proposal");
    byId("opacity-label", HTMLElement).hidden = !heatMap;
    this.drawClass();
  }

  /** What the proposals for a text become: the class of that name, a new one, or any other. */
  drawClass() {
    const { proposals, run } = this.store.state;
    const { text } = this.finding;
    byId("proposal-class-label", HTMLElement).hidden = text === null || proposals.length === 0;
    if (text !== null && proposals.length > 0) {
      const names = (run?.classes ?? []).map(label => label.name);
      const isNew = !names.includes(this.finding.classFor(text));
      this.class.replaceChildren(...names.map(name => new Option(name, name)), ...(isNew ? [new Option(`${text} (new)`, text)] : []));
      this.class.value = proposals[0].instance.class;
    }
  }

  drawButtons() {
    const { tool, isNegative, areMasksShown, brushSize, waiting, picture, draft, run } = this.store.state;
    for (const button of document.querySelectorAll("#tools [data-tool]")) {
      button.setAttribute("aria-pressed", `${button.getAttribute("data-tool") === tool}`);
    }
    byId("sign", HTMLElement).setAttribute("aria-pressed", `${isNegative}`);
    byId("toggle-masks", HTMLElement).setAttribute("aria-pressed", `${!areMasksShown}`);
    byId("brush-label", HTMLElement).hidden = tool !== "brush" && tool !== "eraser";
    this.brushSize.value = `${Math.round(brushSize)}`;
    byId("busy", HTMLElement).hidden = waiting === 0;
    byId("undo", HTMLButtonElement).disabled = !draft && !this.history.last;
    byId("redo", HTMLButtonElement).disabled = draft ? this.drafting.undone.length === 0 : !this.history.next;
    byId("find-form", HTMLElement).hidden = run?.canFind === false;
    byId("reopen", HTMLElement).hidden = picture?.state !== "done";
    byId("done-label", HTMLElement).textContent = picture?.state === "done" ? "Next" : "Done, next";
  }

  drawProgress() {
    const { run, picture } = this.store.state;
    if (run) {
      const { done } = run.states;
      byId("title", HTMLElement).textContent = run.title;
      byId("progress", HTMLProgressElement).max = Math.max(1, run.pictures);
      byId("progress", HTMLProgressElement).value = done;
      byId("progress-text", HTMLElement).textContent = `${done.toLocaleString("en")} of ${run.pictures.toLocaleString("en")} done`;
    }
    byId("picture-name", HTMLElement).textContent = picture?.name ?? "";
    byId("picture-size", HTMLElement).textContent = picture ? `${picture.width} × ${picture.height}` : "";
    byId("canvas", HTMLElement).setAttribute("aria-label", picture ? `Picture ${picture.name}` : "Picture");
  }
}
