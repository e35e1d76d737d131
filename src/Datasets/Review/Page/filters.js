// Which instances the list shows.

class Filters {
  constructor(classes, instances, changed) {
    this.inputs = ["class-filter", "min-score", "max-score", "decision-filter", "search"].map(id => document.getElementById(id));
    const counts = classes.map(() => 0);
    instances.forEach(instance => counts[instance.class]++);
    classes.forEach((label, index) => this.inputs[0].add(new Option(`${label.name} (${counts[index]})`, index)));
    this.inputs.forEach(input => input.addEventListener("input", changed));
  }

  apply(instances, decisions) {
    const [classIndex, min, max, verdict, search] = this.inputs.map(input => input.value);
    const lowest = min === "" ? 0 : Number(min);
    const highest = max === "" ? 1 : Number(max);
    const part = search.trim().toLowerCase();
    return instances.filter(instance =>
      (classIndex === "" || instance.class === Number(classIndex))
      && scoreOf(instance) >= lowest && scoreOf(instance) <= highest
      && (verdict === "" || verdict === (decisions.of(instance) ?? "undecided"))
      && instance.picture.file_name.toLowerCase().includes(part));
  }
}
