// The list of instances: as many rows as fit the window, whatever the number of instances.

const RowHeight = 72;
const SparePixels = 4 * RowHeight;
const CropSize = 112;
const CropMargin = 0.35;
const SmallestCrop = 32;

class InstanceList {
  constructor(pictures, decisions, select) {
    this.pictures = pictures;
    this.decisions = decisions;
    this.box = document.getElementById("list");
    this.rows = document.getElementById("rows");
    this.instances = [];
    this.selected = -1;
    this.byInstance = new Map();
    this.box.addEventListener("scroll", () => requestAnimationFrame(() => this.draw()));
    this.rows.addEventListener("click", event => {
      const row = event.target.closest(".row");
      if (row) {
        select(Number(row.dataset.index));
      }
    });
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  show(instances, selected) {
    this.instances = instances;
    this.rows.style.height = `${instances.length * RowHeight}px`;
    this.select(selected);
  }

  /** Marks a row, and scrolls no further than it needs. */
  select(index) {
    this.selected = index;
    const top = Math.max(0, index) * RowHeight;
    const lowest = top + RowHeight - this.box.clientHeight;
    this.box.scrollTop = Math.min(Math.max(this.box.scrollTop, lowest), top);
    this.draw();
  }

  draw() {
    const { scrollTop, clientHeight } = this.box;
    const first = Math.max(0, Math.floor((scrollTop - SparePixels) / RowHeight));
    const visible = this.instances.slice(first, Math.ceil((scrollTop + clientHeight + SparePixels) / RowHeight));
    const needed = new Set(visible);
    for (const [instance, row] of this.byInstance) {
      if (!needed.has(instance)) {
        row.remove();
        this.byInstance.delete(instance);
      }
    }
    visible.forEach((instance, offset) => {
      const row = this.byInstance.get(instance) ?? this.create(instance);
      this.place(row, instance, first + offset);
    });
    if (needed.has(this.instances[this.selected])) {
      this.box.setAttribute("aria-activedescendant", `row-${this.selected}`);
    } else {
      this.box.removeAttribute("aria-activedescendant");
    }
  }

  create(instance) {
    const row = element("div", "row");
    row.setAttribute("role", "option");
    const label = this.pictures.classes[instance.class];
    row.style.setProperty("--class", label.color);
    const crop = element("canvas");
    crop.width = crop.height = CropSize;
    const name = element("b");
    name.append(element("span", "swatch"), label.name);
    const names = element("div");
    names.append(name, element("small", "", instance.picture.file_name));
    const numbers = element("div", "numbers");
    numbers.append(scoreText(instance), element("span", "verdict"));
    row.append(crop, names, numbers);
    this.rows.append(row);
    this.byInstance.set(instance, row);
    this.drawCrop(crop, instance);
    return row;
  }

  place(row, instance, index) {
    const verdict = this.decisions.of(instance);
    row.id = `row-${index}`;
    row.dataset.index = index;
    row.style.top = `${index * RowHeight}px`;
    row.setAttribute("aria-posinset", index + 1);
    row.setAttribute("aria-setsize", this.instances.length);
    row.setAttribute("aria-selected", index === this.selected);
    const mark = row.querySelector(".verdict");
    mark.className = `verdict ${verdict ?? ""}`;
    mark.textContent = VerdictTexts[verdict] ?? "";
  }

  async drawCrop(canvas, instance) {
    const image = await this.pictures.image(instance.picture);
    if (!image || !canvas.isConnected) {
      return;
    }
    const mask = maskOf(instance);
    const side = Math.max(mask.right - mask.left, mask.bottom - mask.top, SmallestCrop) * (1 + CropMargin);
    const scale = CropSize / side;
    const context = canvas.getContext("2d");
    context.translate(CropSize / 2, CropSize / 2);
    context.scale(scale, scale);
    context.translate(-(mask.left + mask.right) / 2, -(mask.top + mask.bottom) / 2);
    context.drawImage(image, 0, 0, mask.width, mask.height);
    context.lineWidth = 4 / scale;
    context.strokeStyle = this.pictures.classes[instance.class].color;
    context.stroke(mask.outline());
  }
}

const VerdictTexts = { accept: "✓ accepted", reject: "✕ rejected" };

function element(tag, className = "", text = "") {
  const created = document.createElement(tag);
  created.className = className;
  created.textContent = text;
  return created;
}
