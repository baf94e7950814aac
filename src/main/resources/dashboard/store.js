/**
 * What was read, each object with an id once: whoever holds it sees it change.
 * @typedef {Record<string, any> & {id: string}} Entity
 */
const MOST = 20000;
const PAUSE = 100;

/** @type {Map<string, Entity>} */
const entities = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();
let told = false;
let last = -Infinity;

/**
 * Takes an answer apart: objects with an id become the one object of that id, with the fields of both.
 * @template T
 * @param {T} value
 * @returns {T}
 */
export function merge(value) {
  const merged = place(value);
  tell();
  return merged;
}

/** @param {any} value @returns {any} */
function place(value) {
  if (Array.isArray(value)) return value.map(place);
  if (value === null || typeof value !== "object") return value;
  /** @type {any} */
  let target = {};
  if (typeof value.id === "string") {
    target = entities.get(value.id) ?? { id: value.id };
    entities.set(value.id, target);
  }
  for (const [key, child] of Object.entries(value)) target[key] = key === "manifest" ? child : place(child);
  return target;
}

/** Forgets everything when it is much, for pages that are about to read anew. */
export function forget() {
  if (entities.size > MOST) entities.clear();
}

/** @param {() => void} listener @returns {() => void} what ends it */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells all listeners, once for all changes of a moment. */
export function tell() {
  if (told) return;
  told = true;
  const wait = last + PAUSE - performance.now();
  if (wait > 0) setTimeout(spread, wait);
  else queueMicrotask(spread);
}

function spread() {
  told = false;
  last = performance.now();
  for (const listener of [...listeners]) listener();
}
