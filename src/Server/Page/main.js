// Puts the page together.

/** @import { Picture } from "./api.js" */
/** @import { Edit } from "./edits.js" */

import { Api, textOf } from "./api.js";
import { Bars } from "./bars.js";
import { Brush } from "./brush.js";
import { ClassPanel } from "./class-panel.js";
import { createCommands } from "./commands.js";
import { Crosshair } from "./crosshair.js";
import { byId, counted } from "./dom.js";
import { Drafting } from "./drafting.js";
import { setUpDrawers } from "./drawers.js";
import { Editing } from "./editing.js";
import { EditQueue } from "./edit-queue.js";
import { differences, isNew } from "./edits.js";
import { ExportMenu } from "./export-menu.js";
import { Finding } from "./finding.js";
import { Gestures } from "./gestures.js";
import { fillHelp } from "./help.js";
import { History } from "./history.js";
import { Images } from "./images.js";
import { InstancePanel } from "./instance-panel.js";
import { askForKey } from "./key-dialog.js";
import { Keys } from "./keys.js";
import { Masks } from "./masks.js";
import { Navigation } from "./navigation.js";
import { notify, say, settle } from "./notices.js";
import { PictureList } from "./picture-list.js";
import { Pictures } from "./pictures.js";
import { Stage } from "./stage.js";
import { Store } from "./store.js";
import { Thumbnails } from "./thumbnails.js";
import { Tools } from "./tools.js";

const OrderName = "clipsurgery-order";

const api = new Api(askForKey);
const store = new Store();
const masks = new Masks(text => notify("masks", text));
const images = new Images(api);
const pictures = new Pictures(api, store);
const history = new History();
const queue = new EditQueue(api, { changed: showChanged, saved: rename, conflict, refused, trouble });
const stage = new Stage(store, images, masks, say);
const navigation = new Navigation({ api, store, queue, images, pictures, stage });
const editing = new Editing({ api, store, queue, history, navigation });
const classPanel = new ClassPanel(store, editing);
const drafting = new Drafting(api, store, editing, () => classPanel.ask(() => drafting.keep()));
const finding = new Finding(api, store, editing, navigation);
const brush = new Brush({ store, stage, masks, editing, drafting, askForClass: () => classPanel.ask(() => undefined) });
const tools = new Tools({ store, stage, masks, editing, drafting, finding, brush });
const gestures = new Gestures(store, stage, tools);
const crosshair = new Crosshair(stage, tools);
navigation.leave = async () => {
  brush.up();
  await brush.turn;
  finding.drop();
};
const commands = createCommands({ store, stage, editing, drafting, finding, navigation, crosshair, gestures });

new PictureList(pictures, new Thumbnails(api), store, index => navigation.open(index));
new InstancePanel(store, editing);
new Bars(store, finding, drafting, history);
new ExportMenu(api, store, queue);
new Keys(commands, store, gestures);
fillHelp(commands);
setUpDrawers();
listen();
start();

// Whoever drives the page, as its tests do, can ask it what it shows.
export { masks, queue, stage, store };

async function start() {
  try {
    const run = await api.run();
    store.set({ run, currentClass: run.classes[0]?.name ?? null });
    // A run that is there to be corrected begins where it is least sure.
    const isCorrected = run.states.found > 0 && run.states.notLabelled === 0;
    const order = byId("order", HTMLSelectElement);
    order.value = sessionStorage.getItem(OrderName) ?? (isCorrected ? "least-sure" : "name");
    await pictures.sort(order.value === "least-sure" ? "least-sure" : "name");
    byId("no-pictures", HTMLElement).hidden = pictures.total > 0;
    gestures.showCursor();
    await navigation.start();
    stage.canvas.focus();
  } catch (error) {
    notify("start", `The pictures cannot be shown: ${textOf(error)}`, { label: "Try again", run: () => location.reload() });
  }
}

function listen() {
  for (const button of document.querySelectorAll("button[data-command]")) {
    const command = commands.find(({ name }) => name === button.getAttribute("data-command"));
    if (command && button instanceof HTMLButtonElement) {
      button.addEventListener("click", event => {
        command.run("");
        // Keys are for the picture again after a click with a pointer; who came by keyboard stays at the button.
        if (event.detail > 0 && command.name !== "help") {
          stage.canvas.focus();
        }
      });
    }
  }
  byId("find-form", HTMLFormElement).addEventListener("submit", event => {
    event.preventDefault();
    const text = byId("text", HTMLInputElement).value.trim();
    if (text) {
      stage.canvas.focus();
      finding.findText(text);
    }
  });
  byId("reopen", HTMLElement).addEventListener("click", () => editing.reopen());
  byId("order", HTMLSelectElement).addEventListener("change", sort);
  addEventListener("beforeunload", event => {
    if (queue.edits.length > 0 || store.state.draft) {
      event.preventDefault();
    }
  });
  addEventListener("online", () => queue.tryNow());
}

async function sort() {
  const { picture } = store.state;
  const { value } = byId("order", HTMLSelectElement);
  sessionStorage.setItem(OrderName, value);
  try {
    await pictures.sort(value === "least-sure" ? "least-sure" : "name");
    navigation.target = picture ? await pictures.indexOf(picture.id, 0) : -1;
    store.set({ index: navigation.target });
  } catch (error) {
    notify("order", `The list cannot be loaded: ${textOf(error)}`);
  }
}

/** @param {Picture} picture */
function showChanged(picture) {
  pictures.update(picture);
  if (store.state.picture?.id === picture.id) {
    const { selected, draft } = store.state;
    const target = draft && queue.realId(draft.target);
    store.set({ picture: queue.shown(picture.id) ?? picture, selected: queue.realId(selected), draft: draft && { ...draft, target } });
  }
}

/**
 * New instances go on under the ids of the server.
 * @param {Edit} edit
 */
function rename(edit) {
  for (const { id } of edit.put.filter(instance => isNew(instance.id))) {
    const [from, to] = [id ?? "", queue.realId(id) ?? ""];
    masks.rename(from, to);
    brush.rename(from, to);
  }
}

/**
 * @param {Edit[]} dropped
 * @param {Picture} before
 * @param {Picture} after
 */
function conflict(dropped, before, after) {
  history.forget(after.id);
  if (store.state.picture?.id === after.id) {
    drafting.close();
  }
  const labels = dropped.map(edit => `“${edit.label}”`).join(", ");
  notify(`conflict ${after.id}`, `Somebody else edited ${after.name}: ${differences(before, after)}. `
    + `Not applied: ${counted(dropped.length, "edit")} of yours, ${labels}.`);
}

/**
 * @param {Edit} edit
 * @param {string} reason
 */
function refused(edit, reason) {
  history.forget(edit.picture);
  notify(`refused ${edit.picture}`, `Not applied: “${edit.label}”. ${reason}`);
  // The file may be another one by now: everything about it is asked for anew.
  images.forget(edit.picture);
  if (store.state.picture?.id === edit.picture) {
    drafting.close();
    navigation.open(store.state.index);
  }
}

/** @param {string | null} reason */
function trouble(reason) {
  if (reason === null) {
    settle("trouble");
  } else {
    const waiting = `${counted(queue.edits.length, "edit")} not saved yet.`;
    notify("trouble", `${waiting} ${reason} It is tried again until it works; keep this page open.`,
      { label: "Try now", run: () => queue.tryNow() });
  }
}
