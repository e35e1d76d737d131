// The data set: blocks of JSON in the page, each followed by its picture, which is decoded only when it is shown.

const CachedPictures = 200;

class Pictures {
  constructor() {
    const run = JSON.parse(document.querySelector("script.run").textContent);
    this.run = run.run;
    this.classes = run.classes;
    this.decoded = new Map();
    this.items = [...document.querySelectorAll("script.picture")].map(block => {
      const picture = JSON.parse(block.textContent);
      picture.block = block.nextElementSibling;
      return picture;
    });

    /** Instances in the order of the data set. */
    this.instances = this.items.flatMap(picture => picture.instances.map(instance => Object.assign(instance, { picture })));
  }

  /** Lowest score first; labels without a score came from elsewhere and count as sure. */
  byScore() {
    return [...this.instances].sort((a, b) => scoreOf(a) - scoreOf(b));
  }

  /** The decoded picture, or null where it could not be read when the page was made. */
  async image(picture) {
    if (picture.problem) {
      return null;
    }
    let image = this.decoded.get(picture);
    this.decoded.delete(picture);
    if (!image) {
      image = new Image();
      image.src = `data:image/webp;base64,${picture.block.textContent}`;
    }
    this.decoded.set(picture, image);
    if (this.decoded.size > CachedPictures) {
      this.decoded.delete(this.decoded.keys().next().value);
    }
    await image.decode();
    return image;
  }
}

function scoreOf(instance) {
  return instance.score ?? 1;
}

function scoreText(instance) {
  return instance.score === undefined ? "no score" : instance.score.toFixed(2);
}

function maskOf(instance) {
  return new Mask(instance.counts, instance.picture.width, instance.picture.height);
}
