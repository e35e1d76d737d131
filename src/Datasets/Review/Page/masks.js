// Masks: COCO's compressed run lengths, down the columns, to what a canvas draws.

const OutsideAlpha = 100;

class Mask {
  constructor(counts, width, height) {
    this.width = width;
    this.height = height;
    this.inside = new Uint8Array(width * height);
    this.area = 0;
    this.left = width;
    this.top = height;
    this.right = 0;
    this.bottom = 0;
    let position = 0;
    runLengths(counts).forEach((length, run) => {
      for (let i = position; run % 2 === 1 && i < position + length; i++) {
        this.add(Math.floor(i / height), i % height);
      }
      position += length;
    });
  }

  add(x, y) {
    this.inside[y * this.width + x] = 1;
    this.area++;
    this.left = Math.min(this.left, x);
    this.top = Math.min(this.top, y);
    this.right = Math.max(this.right, x + 1);
    this.bottom = Math.max(this.bottom, y + 1);
  }

  has(x, y) {
    return x >= 0 && y >= 0 && x < this.width && y < this.height && this.inside[y * this.width + x] === 1;
  }

  /** The edges of pixels between inside and outside, in the mask's own pixels. */
  outline() {
    if (!this.path) {
      this.path = new Path2D();
      for (let y = this.top; y <= this.bottom; y++) {
        this.addEdges(this.left, this.right, x => this.has(x, y - 1) !== this.has(x, y), x => [x, y]);
      }
      for (let x = this.left; x <= this.right; x++) {
        this.addEdges(this.top, this.bottom, y => this.has(x - 1, y) !== this.has(x, y), y => [x, y]);
      }
    }
    return this.path;
  }

  addEdges(from, to, isEdge, pointAt) {
    for (let at = from; at < to; at++) {
      if (isEdge(at)) {
        this.path.moveTo(...pointAt(at));
        while (at < to && isEdge(at)) {
          at++;
        }
        this.path.lineTo(...pointAt(at));
      }
    }
  }

  /** A picture of the mask's size that darkens what lies outside. */
  surroundings() {
    const canvas = document.createElement("canvas");
    canvas.width = this.width;
    canvas.height = this.height;
    const context = canvas.getContext("2d");
    const pixels = context.createImageData(this.width, this.height);
    for (let i = 0; i < this.inside.length; i++) {
      pixels.data[4 * i + 3] = this.inside[i] ? 0 : OutsideAlpha;
    }
    context.putImageData(pixels, 0, 0);
    return canvas;
  }
}

function runLengths(text) {
  const lengths = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    let shift = 0;
    let group;
    do {
      group = text.charCodeAt(at++) - 48;
      value |= (group & 31) << shift;
      shift += 5;
    } while (group & 32);
    if (group & 16) {
      value |= -1 << shift;
    }
    lengths.push(lengths.length > 2 ? value + lengths.at(-2) : value);
  }
  return lengths;
}
