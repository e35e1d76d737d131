// COCO's run lengths: down the columns, outside first, as numbers and as the compressed string.

/** @import { Box, Rle } from "./api.js" */

const GroupBits = 5;
const MostGroups = 6;

/**
 * The run lengths of a compressed string.
 * @param {string} text
 * @returns {number[]}
 */
export function parseCounts(text) {
  /** @type {number[]} */
  const counts = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    let group;
    let groups = 0;
    do {
      if (at === text.length || groups === MostGroups) {
        throw new Error("this run length is cut off");
      }
      group = text.charCodeAt(at++) - 48;
      if (group < 0 || group > 63) {
        throw new Error("this is no run length string");
      }
      value |= (group & 31) << (GroupBits * groups++);
    } while (group & 32);
    if (group & 16) {
      value |= -1 << (GroupBits * groups);
    }
    const count = counts.length > 2 ? value + counts[counts.length - 2] : value;
    if (count < 0) {
      throw new Error("a run length is negative");
    }
    counts.push(count);
  }
  return counts;
}

/**
 * The compressed string of run lengths.
 * @param {number[]} counts
 */
export function formatCounts(counts) {
  let text = "";
  counts.forEach((count, index) => {
    let value = index > 2 ? count - counts[index - 2] : count;
    let more;
    do {
      const group = value & 31;
      value >>= GroupBits;
      more = group & 16 ? value !== -1 : value !== 0;
      text += String.fromCharCode((more ? group | 32 : group) + 48);
    } while (more);
  });
  return text;
}

/**
 * The run lengths of a mask, which fill its size exactly.
 * @param {Rle} rle
 */
export function countsOf({ size: [height, width], counts: text }) {
  const counts = parseCounts(text);
  if (counts.reduce((sum, count) => sum + count, 0) !== height * width) {
    throw new Error("the run lengths do not fill the mask");
  }
  return counts;
}

/**
 * The smallest box around a mask, or null where it is empty.
 * @param {Rle} rle
 * @returns {Box | null}
 */
export function boxOf(rle) {
  const [height] = rle.size;
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  let position = 0;
  countsOf(rle).forEach((count, run) => {
    if (run % 2 === 1 && count > 0) {
      const first = Math.floor(position / height);
      const last = Math.floor((position + count - 1) / height);
      const isOneColumn = first === last;
      left = Math.min(left, first);
      right = Math.max(right, last + 1);
      top = Math.min(top, isOneColumn ? position % height : 0);
      bottom = Math.max(bottom, isOneColumn ? (position + count - 1) % height + 1 : height);
    }
    position += count;
  });
  return right === 0 ? null : { x: left, y: top, width: right - left, height: bottom - top };
}
