// What keys and buttons do.

// Some browsers read a download only after the click is over.
const RevokeAfterMilliseconds = 10000;

class Review {
  constructor() {
    this.pictures = new Pictures();
    this.decisions = new Decisions(this.pictures);
    this.sorted = this.pictures.byScore();
    this.filters = new Filters(this.pictures.classes, this.pictures.instances, () => this.refresh(0));
    this.stage = new Stage(this.pictures);
    this.list = new InstanceList(this.pictures, this.decisions, index => this.select(index));
    this.listen();
    this.refresh(0);
    this.list.box.focus({ preventScroll: true });
    if (!this.decisions.isKept) {
      this.say("This browser does not keep decisions: save them to a file before you leave.");
    }
  }

  get current() {
    return this.shown[this.selected];
  }

  /** Applies filters and decisions, and selects a place or the nearest one. */
  refresh(place) {
    this.shown = this.filters.apply(this.sorted, this.decisions);
    this.selected = Math.min(Math.max(place, 0), this.shown.length - 1);
    this.list.show(this.shown, this.selected);
    this.showCurrent();
    this.count();
  }

  select(place) {
    this.selected = Math.min(Math.max(place, 0), this.shown.length - 1);
    this.list.select(this.selected);
    this.showCurrent();
  }

  showCurrent() {
    this.stage.show(this.current, this.current && this.decisions.of(this.current));
  }

  count() {
    const verdicts = this.sorted.map(instance => this.decisions.of(instance));
    const accepted = verdicts.filter(verdict => verdict === "accept").length;
    const rejected = verdicts.filter(verdict => verdict === "reject").length;
    const progress = document.getElementById("progress");
    progress.max = Math.max(1, verdicts.length);
    progress.value = accepted + rejected;
    document.getElementById("count").textContent = [
      `${accepted + rejected} of ${verdicts.length} decided`,
      `${accepted} accepted`,
      `${rejected} rejected`,
      `${this.shown.length} shown`,
    ].join(" · ");
    document.getElementById("undo").disabled = this.decisions.undoable.length === 0;
  }

  /** Decides about the selected instance; "accept" and "reject" go on to the next one. */
  decide(verdict) {
    const instance = this.current;
    if (!instance) {
      return;
    }
    this.decisions.decide([[instance, verdict]]);
    const stays = this.filters.apply([instance], this.decisions).length > 0;
    this.refresh(verdict && stays ? this.selected + 1 : this.selected);
    const { name } = this.pictures.classes[instance.class];
    this.say(`${VerdictTexts[verdict] ?? "undecided"}: ${name} in ${instance.picture.file_name}`);
  }

  undo() {
    const instance = this.decisions.undo();
    if (instance) {
      this.refresh(this.selected);
      const place = this.shown.indexOf(instance);
      if (place >= 0) {
        this.select(place);
      }
      this.say("undone");
    }
  }

  save() {
    const url = URL.createObjectURL(new Blob([this.decisions.toFile()], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "decisions.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), RevokeAfterMilliseconds);
    this.say("decisions.json is saved");
  }

  async load(file) {
    try {
      const unmatched = this.decisions.load(await file.text());
      this.refresh(this.selected);
      const rest = unmatched > 0 ? `; ${unmatched} of its decisions concern no instance of this page` : "";
      this.say(`${file.name} is loaded${rest}`);
    } catch (error) {
      this.say(`${file.name} cannot be loaded: ${error.message}`);
    }
  }

  say(text) {
    document.getElementById("status").textContent = text;
  }

  listen() {
    const onClick = (id, action) => document.getElementById(id).addEventListener("click", action);
    const file = document.getElementById("file");
    onClick("accept", () => this.decide("accept"));
    onClick("reject", () => this.decide("reject"));
    onClick("undecide", () => this.decide(undefined));
    onClick("undo", () => this.undo());
    onClick("save", () => this.save());
    onClick("load", () => file.click());
    onClick("help", () => this.help());
    file.addEventListener("change", () => this.load(file.files[0]).then(() => { file.value = ""; }));
    document.addEventListener("keydown", event => this.press(event));
  }

  help() {
    document.getElementById("keys").showModal();
  }

  press(event) {
    const isTyping = event.target.matches("input, select");
    const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey);
    if (document.getElementById("keys").open || (isTyping && event.key !== "Escape")) {
      return;
    }
    if ((event.ctrlKey || event.metaKey || event.altKey) && !isUndo) {
      return;
    }
    if (event.key === " " && event.target.matches("button")) {
      return;
    }
    const action = this.actionOf(event.key);
    if (action) {
      event.preventDefault();
      action();
    }
  }

  actionOf(key) {
    switch (key.length === 1 ? key.toLowerCase() : key) {
      case "a": return () => this.decide("accept");
      case "r": return () => this.decide("reject");
      case "u": case " ": return () => this.decide(undefined);
      case "j": case "ArrowDown": return () => this.select(this.selected + 1);
      case "k": case "ArrowUp": return () => this.select(this.selected - 1);
      case "Home": return () => this.select(0);
      case "End": return () => this.select(this.shown.length - 1);
      case "z": return () => this.undo();
      case "m": return () => this.stage.toggleMasks();
      case "/": return () => document.getElementById("search").focus();
      case "s": return () => this.save();
      case "?": return () => this.help();
      case "Escape": return () => this.list.box.focus();
      default: return undefined;
    }
  }
}

new Review();
