// A mask as intervals down each column: what the brush changes and what is drawn costs only the columns concerned.

/** @import { Rle } from "./api.js" */
/** @typedef {{ x: number, y: number }} Place */

import { countsOf, formatCounts } from "./rle.js";

/** Half a pixel's diagonal: the smallest brush that always meets the middle of a pixel. */
const SmallestRadius = Math.SQRT1_2;

export class ColumnMask {
  /**
   * @param {number} width
   * @param {number} height
   */
  constructor(width, height) {
    this.width = width;
    this.height = height;

    /** Of each column that has any: start, end, start, end, … upwards, neither touching nor empty. @type {Map<number, number[]>} */
    this.columns = new Map();
  }

  /** @param {Rle} rle */
  static fromRle(rle) {
    const [height, width] = rle.size;
    const mask = new ColumnMask(width, height);
    let position = 0;
    countsOf(rle).forEach((count, run) => {
      const end = position + count;
      for (let at = position; run % 2 === 1 && at < end;) {
        const column = Math.floor(at / height);
        const stop = Math.min(end, (column + 1) * height);
        mask.set(column, at - column * height, stop - column * height, true);
        at = stop;
      }
      position = end;
    });
    return mask;
  }

  /** @returns {Rle} */
  toRle() {
    /** @type {number[]} */
    const counts = [];
    let position = 0;
    for (const column of [...this.columns.keys()].sort((a, b) => a - b)) {
      const offset = column * this.height;
      const runs = this.columns.get(column) ?? [];
      for (let i = 0; i < runs.length; i += 2) {
        const [start, end] = [offset + runs[i], offset + runs[i + 1]];
        if (counts.length > 0 && start === position) {
          counts[counts.length - 1] += end - start;
        } else {
          counts.push(start - position, end - start);
        }
        position = end;
      }
    }
    const rest = this.width * this.height - position;
    if (rest > 0) {
      counts.push(rest);
    }
    return { size: [this.height, this.width], counts: formatCounts(counts) };
  }

  /**
   * Adds an interval to a column, or takes it away.
   * @param {number} column
   * @param {number} from
   * @param {number} to
   * @param {boolean} isInside
   */
  set(column, from, to, isInside) {
    if (column < 0 || column >= this.width) {
      return;
    }
    let [start, end] = [Math.max(from, 0), Math.min(to, this.height)];
    if (start >= end) {
      return;
    }
    const runs = this.columns.get(column) ?? [];
    const before = [];
    const after = [];
    for (let i = 0; i < runs.length; i += 2) {
      const [runStart, runEnd] = [runs[i], runs[i + 1]];
      if (runEnd < start) {
        before.push(runStart, runEnd);
      } else if (runStart > end) {
        after.push(runStart, runEnd);
      } else if (isInside) {
        start = Math.min(start, runStart);
        end = Math.max(end, runEnd);
      } else {
        if (runStart < start) {
          before.push(runStart, start);
        }
        if (runEnd > end) {
          after.push(end, runEnd);
        }
      }
    }
    const changed = isInside ? [...before, start, end, ...after] : [...before, ...after];
    if (changed.length > 0) {
      this.columns.set(column, changed);
    } else {
      this.columns.delete(column);
    }
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  has(x, y) {
    const runs = this.columns.get(Math.floor(x)) ?? [];
    return runs.some((start, i) => i % 2 === 0 && y >= start && y < runs[i + 1]);
  }

  /** Left, top, right and bottom; of an empty mask, nothing lies between them. @returns {[number, number, number, number]} */
  get bounds() {
    let [left, top, right, bottom] = [this.width, this.height, 0, 0];
    for (const [column, runs] of this.columns) {
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
      top = Math.min(top, runs[0]);
      bottom = Math.max(bottom, runs[runs.length - 1]);
    }
    return [left, top, right, bottom];
  }

  get area() {
    let area = 0;
    for (const runs of this.columns.values()) {
      for (let i = 0; i < runs.length; i += 2) {
        area += runs[i + 1] - runs[i];
      }
    }
    return area;
  }

  /**
   * Draws or erases with a round brush, from one place straight to another: pixels whose middle it meets.
   * @param {Place} from
   * @param {Place} to
   * @param {number} radius
   * @param {boolean} isInside
   */
  stroke(from, to, radius, isInside) {
    const r = Math.max(radius, SmallestRadius);
    const first = Math.max(0, Math.ceil(Math.min(from.x, to.x) - r - 0.5));
    const last = Math.min(this.width - 1, Math.floor(Math.max(from.x, to.x) + r - 0.5));
    for (let column = first; column <= last; column++) {
      const [low, high] = strokeAt(column + 0.5, from, to, r);
      this.set(column, Math.ceil(low - 0.5), Math.floor(high - 0.5) + 1, isInside);
    }
  }
}

/**
 * Where an upright line crosses a stroke, which is convex: between the outermost crossings of its two discs and two edges.
 * @param {number} x
 * @param {Place} from
 * @param {Place} to
 * @param {number} r
 */
function strokeAt(x, from, to, r) {
  let [low, high] = [Infinity, -Infinity];
  const meet = (/** @type {number} */ y) => {
    low = Math.min(low, y);
    high = Math.max(high, y);
  };
  for (const end of [from, to]) {
    const across = r * r - (x - end.x) ** 2;
    if (across >= 0) {
      meet(end.y - Math.sqrt(across));
      meet(end.y + Math.sqrt(across));
    }
  }
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (dx !== 0) {
    const length = Math.hypot(dx, dy);
    for (const side of [-r, r]) {
      const along = (x - from.x + side * dy / length) / dx;
      if (along >= 0 && along <= 1) {
        meet(from.y + along * dy + side * dx / length);
      }
    }
  }
  return [low, high];
}
