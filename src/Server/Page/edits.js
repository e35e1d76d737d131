// Edits of pictures: what they change, what takes them back, and whether the server already has them.

/** @import { Instance, Picture } from "./api.js" */
/**
 * @typedef {object} Edit
 * @property {string} picture id of the picture
 * @property {Instance[]} put new and changed instances; a new one has a name of this page as id until the server gives it one
 * @property {string[]} remove
 * @property {boolean | null} done
 * @property {string} label what the person did, for messages: "new cat"
 */

const NewId = "new:";
let newIds = 0;

/** An id for an instance that the server does not know yet. */
export function createId() {
  return `${NewId}${++newIds}`;
}

/** @param {string | null} id */
export function isNew(id) {
  return id === null || id.startsWith(NewId);
}

/**
 * @param {Picture} picture
 * @param {Edit} edit
 * @returns {Picture}
 */
export function apply(picture, edit) {
  const put = new Map(edit.put.map(instance => [instance.id, instance]));
  const kept = picture.instances
    .filter(instance => !edit.remove.includes(instance.id ?? ""))
    .map(instance => put.get(instance.id) ?? instance);
  const known = new Set(kept.map(instance => instance.id));
  const instances = [...kept, ...edit.put.filter(instance => !known.has(instance.id))];
  return { ...picture, instances, state: stateAfter(picture, edit) };
}

/**
 * @param {Picture} picture
 * @param {Edit} edit
 */
function stateAfter(picture, edit) {
  if (edit.done !== null) {
    return edit.done ? "done" : "corrected";
  }
  return picture.state === "done" ? "done" : "corrected";
}

/**
 * The edit that takes an edit of this picture back.
 * @param {Picture} picture as it is before the edit
 * @param {Edit} edit
 * @returns {Edit}
 */
export function inverse(picture, edit) {
  const touched = new Set([...edit.put.map(instance => instance.id), ...edit.remove]);
  const put = picture.instances.filter(instance => touched.has(instance.id));
  const known = new Set(put.map(instance => instance.id));
  return {
    ...edit,
    put,
    remove: edit.put.map(instance => instance.id ?? "").filter(id => !known.has(id)),
    done: edit.done === null ? null : picture.state === "done",
  };
}

/**
 * Whether a picture shows what an edit asks for: the answer to it may have been lost on the way.
 * @param {Picture} picture
 * @param {Edit} edit
 */
export function isApplied(picture, edit) {
  const isThere = (/** @type {Instance} */ wanted) => picture.instances.some(instance =>
    (isNew(wanted.id) || instance.id === wanted.id) && instance.class === wanted.class
    && instance.mask.counts === wanted.mask.counts && instance.accepted === wanted.accepted);
  return edit.put.every(isThere)
    && !edit.remove.some(id => picture.instances.some(instance => instance.id === id))
    && (edit.done === null || edit.done === (picture.state === "done"));
}

/**
 * What somebody else changed, in words.
 * @param {Picture} before
 * @param {Picture} after
 */
export function differences(before, after) {
  const old = new Map(before.instances.map(instance => [instance.id, instance]));
  const now = new Map(after.instances.map(instance => [instance.id, instance]));
  const added = after.instances.filter(instance => !old.has(instance.id));
  const removed = before.instances.filter(instance => !now.has(instance.id));
  const changed = after.instances.filter(instance =>
    old.has(instance.id) && JSON.stringify(old.get(instance.id)) !== JSON.stringify(instance));
  const list = (/** @type {Instance[]} */ instances, /** @type {string} */ verb) =>
    instances.length === 0 ? [] : [`${verb} ${[...new Set(instances.map(instance => instance.class))].join(", ")} (${instances.length})`];
  const parts = [...list(added, "added"), ...list(changed, "changed"), ...list(removed, "removed")];
  if (before.state !== after.state && (before.state === "done" || after.state === "done")) {
    parts.push(after.state === "done" ? "marked as done" : "no longer done");
  }
  return parts.join("; ") || "nothing that shows";
}
