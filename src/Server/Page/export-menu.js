// What leaves the page: the COCO file as a download, other formats written by the server.

/** @import { Api } from "./api.js" */
/** @import { EditQueue } from "./edit-queue.js" */
/** @import { Store } from "./store.js" */

import { textOf } from "./api.js";
import { byId, element } from "./dom.js";
import { notify, say } from "./notices.js";

// Some browsers read a download only after the click is over.
const RevokeAfterMilliseconds = 10000;

export class ExportMenu {
  /**
   * @param {Api} api
   * @param {Store} store
   * @param {EditQueue} queue
   */
  constructor(api, store, queue) {
    this.api = api;
    this.queue = queue;
    this.menu = byId("export", HTMLDetailsElement);
    byId("download", HTMLButtonElement).addEventListener("click", () => this.run(() => this.download()));
    store.on(["run"], () => this.showFormats(store.state.run?.formats ?? []));
    document.addEventListener("pointerdown", event => {
      if (event.target instanceof Node && !this.menu.contains(event.target)) {
        this.menu.open = false;
      }
    });
    this.menu.addEventListener("keydown", event => {
      if (event.key === "Escape") {
        event.stopPropagation();
        this.menu.open = false;
        this.menu.querySelector("summary")?.focus();
      }
    });
  }

  /** @param {string[]} formats */
  showFormats(formats) {
    byId("formats", HTMLElement).replaceChildren(...formats.map(format => {
      const button = element("button", "", `Write ${format}`);
      button.type = "button";
      button.addEventListener("click", () => this.run(() => this.write(format)));
      return button;
    }));
  }

  /** @param {() => Promise<void>} action */
  async run(action) {
    this.menu.open = false;
    if (this.queue.edits.length > 0) {
      notify("export", "Some edits are not saved yet: export again once they are.");
      return;
    }
    try {
      await action();
    } catch (error) {
      notify("export", `The export failed: ${textOf(error)}`);
    }
  }

  async download() {
    const url = URL.createObjectURL(await this.api.annotations());
    const link = element("a");
    link.href = url;
    link.download = "annotations.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), RevokeAfterMilliseconds);
    say("annotations.json is downloaded");
  }

  /** @param {string} format */
  async write(format) {
    say(`Writing ${format}`);
    const { written, notes } = await this.api.exportTo(format);
    say(`${format} is written`);
    notify("export", [`${format} is in the folder ${written} of the labels.`, ...notes].join(" "));
  }
}
