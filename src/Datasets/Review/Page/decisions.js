// Decisions by instance key: kept by the browser for this state of the data set, undone, saved to a file, loaded from one.

const FileVersion = 1;

class Decisions {
  constructor(pictures) {
    this.pictures = pictures;
    this.storageName = `clipsurgery-review-${pictures.run}`;
    this.undoable = [];
    this.verdicts = new Map();
    this.isKept = true;
    try {
      this.verdicts = new Map(Object.entries(JSON.parse(localStorage.getItem(this.storageName) ?? "{}")));
    } catch {
      this.isKept = false;
    }
  }

  /** "accept", "reject" or undefined. */
  of(instance) {
    return this.verdicts.get(instance.key);
  }

  /** Decides about instances in one step that can be undone. */
  decide(changes) {
    this.undoable.push(changes.map(([instance]) => [instance, this.of(instance)]));
    this.set(changes);
  }

  /** Takes the last step back; gives the first instance it concerned. */
  undo() {
    const changes = this.undoable.pop();
    if (changes) {
      this.set(changes);
    }
    return changes?.[0]?.[0];
  }

  set(changes) {
    for (const [instance, verdict] of changes) {
      if (verdict) {
        this.verdicts.set(instance.key, verdict);
      } else {
        this.verdicts.delete(instance.key);
      }
    }
    try {
      localStorage.setItem(this.storageName, JSON.stringify(Object.fromEntries(this.verdicts)));
      this.isKept = true;
    } catch {
      this.isKept = false;
    }
  }

  /** The text of decisions.json, in the order of the data set. */
  toFile() {
    const decided = this.pictures.instances.filter(instance => this.of(instance));
    const byKey = new Map(decided.map(instance => [instance.key, instance]));
    const decisions = [...byKey.values()].map(instance => (
      { file_name: instance.picture.file_name, key: instance.key, decision: this.of(instance) }));
    return `${JSON.stringify({ clipsurgery_decisions: FileVersion, run: this.pictures.run, decisions }, null, 2)}\n`;
  }

  /** Takes over the decisions of a file; gives the number of those that concern no instance of this page. */
  load(text) {
    const file = JSON.parse(text);
    if (file?.clipsurgery_decisions !== FileVersion || !Array.isArray(file.decisions)) {
      throw new Error("this is no file of decisions");
    }
    const byKey = new Map(this.pictures.instances.map(instance => [instance.key, instance]));
    const changes = [];
    for (const { key, decision } of file.decisions) {
      if (decision !== "accept" && decision !== "reject") {
        throw new Error(`${JSON.stringify(decision)} is neither accept nor reject`);
      }
      if (byKey.has(key)) {
        changes.push([byKey.get(key), decision]);
      }
    }
    this.decide(changes);
    return file.decisions.length - changes.length;
  }
}
