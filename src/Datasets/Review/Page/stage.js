// The selected instance in its picture: its mask outlined, what lies around it darkened, other instances thin.

const SmallOnScreen = 28;

class Stage {
  constructor(pictures) {
    this.pictures = pictures;
    this.canvas = document.getElementById("canvas");
    this.withMasks = true;
    this.instance = null;
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  async show(instance, verdict) {
    this.instance = instance;
    this.describe(verdict);
    this.image = null;
    const image = instance && await this.pictures.image(instance.picture);
    if (this.instance === instance) {
      this.image = image;
      this.draw();
    }
  }

  toggleMasks() {
    this.withMasks = !this.withMasks;
    this.draw();
  }

  describe(verdict) {
    const { instance } = this;
    const label = instance ? this.pictures.classes[instance.class] : { name: "Nothing to show", color: "transparent" };
    const prompt = instance?.prompt && instance.prompt !== label.name ? `found by “${instance.prompt}”` : "";
    const details = instance ? [prompt, scoreText(instance)].filter(text => text).join(" · ") : "";
    document.getElementById("swatch").style.setProperty("--class", label.color);
    document.getElementById("class-name").textContent = label.name;
    document.getElementById("file-name").textContent = instance?.picture.file_name ?? "";
    document.getElementById("details").textContent = details;
    this.canvas.setAttribute("aria-label", instance ? `${label.name} in ${instance.picture.file_name}` : "");
    const notice = document.getElementById("notice");
    notice.hidden = !instance?.picture.problem;
    notice.textContent = instance?.picture.problem ?? "";
    for (const [id, value] of [["accept", "accept"], ["reject", "reject"], ["undecide", undefined]]) {
      const button = document.getElementById(id);
      button.disabled = !instance;
      button.setAttribute("aria-pressed", Boolean(instance) && verdict === value);
    }
  }

  draw() {
    const { canvas, instance } = this;
    const ratio = devicePixelRatio;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    if (!instance) {
      return;
    }
    const { picture } = instance;
    const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height);
    const context = canvas.getContext("2d");
    context.translate((canvas.width - picture.width * scale) / 2, (canvas.height - picture.height * scale) / 2);
    context.scale(scale, scale);
    context.imageSmoothingQuality = "high";
    if (this.image) {
      context.drawImage(this.image, 0, 0, picture.width, picture.height);
    } else {
      context.fillStyle = "#808080";
      context.fillRect(0, 0, picture.width, picture.height);
    }
    if (this.withMasks) {
      this.drawMasks(context, ratio / scale);
    }
  }

  /** @param {number} pixel one pixel of the screen in pixels of the picture */
  drawMasks(context, pixel) {
    const { instance } = this;
    const mask = maskOf(instance);
    context.drawImage(mask.surroundings(), 0, 0);
    context.globalAlpha = 0.55;
    for (const other of instance.picture.instances) {
      if (other !== instance) {
        this.stroke(context, maskOf(other).outline(), other, 1.25 * pixel);
      }
    }
    context.globalAlpha = 1;
    this.stroke(context, mask.outline(), null, 5 * pixel);
    this.stroke(context, mask.outline(), instance, 2.5 * pixel);
    if (mask.area > 0 && Math.max(mask.right - mask.left, mask.bottom - mask.top) < SmallOnScreen * pixel) {
      const ring = new Path2D();
      ring.arc((mask.left + mask.right) / 2, (mask.top + mask.bottom) / 2, SmallOnScreen * pixel, 0, 2 * Math.PI);
      this.stroke(context, ring, null, 5 * pixel);
      this.stroke(context, ring, instance, 2.5 * pixel);
    }
  }

  /** A line in the instance's colour, or the dark one below it that sets it off from the picture. */
  stroke(context, path, instance, width) {
    context.lineWidth = width;
    context.lineCap = "square";
    context.strokeStyle = instance ? this.pictures.classes[instance.class].color : "rgb(0 0 0 / 60%)";
    context.stroke(path);
  }
}
