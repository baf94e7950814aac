/**
 * A layered layout: each task stands right of what it needs (longest path), and in its column near its neighbours (barycentre sweeps).
 * Long edges lead around what stands in between. Finally tasks stand in a column of their own, at the right.
 *
 * @typedef {{name: string, needs: string[], isFinally: boolean}} Task
 * @typedef {{x: number, y: number, column: number}} Place
 * @typedef {{from: string, to: string, points: [number, number][]}} Edge
 */
export const NODE = { width: 176, height: 40, gapX: 48, gapY: 12, bend: 12 };

const SWEEPS = 4;

/** @param {Task[]} tasks @returns {{places: Map<string, Place>, edges: Edge[], width: number, height: number, divider: number | null}} */
export function layout(tasks) {
  const before = tasks.filter((task) => !task.isFinally);
  const needs = reduced(neededBy(before));
  const column = columns(before, needs);
  const last = Math.max(-1, ...column.values());
  const { cells, chains } = withBends(before, needs, column, last);
  order(cells);
  const y = heights(cells);
  const finals = tasks.filter((task) => task.isFinally);
  return drawn({ before, finals, needs, column, last, chains, y });
}

/** @param {Task[]} tasks @returns {Map<string, string[]>} without what is unknown or leads in a circle */
function neededBy(tasks) {
  const known = new Map(tasks.map((task) => [task.name, task]));
  /** @type {Map<string, string[]>} */
  const needs = new Map();
  /** @type {Set<string>} */
  const open = new Set();
  const visit = (/** @type {Task} */ task) => {
    if (needs.has(task.name)) return;
    open.add(task.name);
    /** @type {string[]} */
    const mine = [];
    needs.set(task.name, mine);
    for (const name of new Set(task.needs)) {
      const other = known.get(name);
      if (!other || open.has(name)) continue;
      visit(other);
      mine.push(name);
    }
    open.delete(task.name);
  };
  tasks.forEach(visit);
  return needs;
}

/** Without edges that a longer way says already. @param {Map<string, string[]>} needs */
function reduced(needs) {
  const index = new Map([...needs.keys()].map((name, i) => [name, BigInt(i)]));
  /** @type {Map<string, bigint>} */
  const above = new Map();
  const all = (/** @type {string} */ name) => {
    let set = above.get(name);
    if (set === undefined) {
      set = 0n;
      for (const other of needs.get(name) ?? []) set |= all(other) | (1n << /** @type {bigint} */ (index.get(other)));
      above.set(name, set);
    }
    return set;
  };
  return new Map(
    [...needs].map(([name, others]) => {
      const indirect = others.reduce((set, other) => set | all(other), 0n);
      return [name, others.filter((other) => !((indirect >> /** @type {bigint} */ (index.get(other))) & 1n))];
    }),
  );
}

/** @param {Task[]} tasks @param {Map<string, string[]>} needs */
function columns(tasks, needs) {
  /** @type {Map<string, number>} */
  const column = new Map();
  /** @param {string} name @returns {number} */
  const place = (name) => {
    let at = column.get(name);
    if (at === undefined) {
      at = 1 + Math.max(-1, ...(needs.get(name) ?? []).map(place));
      column.set(name, at);
    }
    return at;
  };
  tasks.forEach((task) => place(task.name));
  return column;
}

/** @typedef {{key: string, size: number, left: Cell[], right: Cell[], at: number, y: number}} Cell */

/** Columns of cells: tasks, and the bends of edges that pass. */
function withBends(/** @type {Task[]} */ tasks, /** @type {Map<string, string[]>} */ needs, /** @type {Map<string, number>} */ column, /** @type {number} */ last) {
  /** @type {Cell[][]} */
  const cells = Array.from({ length: last + 1 }, () => []);
  /** @type {Map<string, Cell>} */
  const byName = new Map();
  const add = (/** @type {string} */ key, /** @type {number} */ size, /** @type {number} */ at) => {
    /** @type {Cell} */
    const cell = { key, size, left: [], right: [], at: cells[at].length, y: 0 };
    cells[at].push(cell);
    return cell;
  };
  const linked = new Set([...needs].flatMap(([name, others]) => (others.length ? [name, ...others] : [])));
  for (const task of tasks) if (linked.has(task.name)) byName.set(task.name, add(task.name, NODE.height, column.get(task.name) ?? 0));
  /** @type {Map<string, Cell[]>} */
  const chains = new Map();
  for (const [to, others] of needs) {
    for (const from of others) {
      const chain = [/** @type {Cell} */ (byName.get(from))];
      for (let at = (column.get(from) ?? 0) + 1; at < (column.get(to) ?? 0); at++) chain.push(add(`${from}>${to}`, NODE.bend, at));
      chain.push(/** @type {Cell} */ (byName.get(to)));
      for (let i = 1; i < chain.length; i++) {
        chain[i - 1].right.push(chain[i]);
        chain[i].left.push(chain[i - 1]);
      }
      chains.set(`${from}>${to}`, chain);
    }
  }
  return { cells, chains };
}

/** @param {Cell[][]} cells */
function order(cells) {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const side = sweep % 2 ? "right" : "left";
    for (const column of sweep % 2 ? [...cells].reverse() : cells) {
      const wish = new Map(column.map((cell) => [cell, mean(cell[side], (other) => other.at) ?? cell.at]));
      column.sort((a, b) => /** @type {number} */ (wish.get(a)) - /** @type {number} */ (wish.get(b)) || a.at - b.at);
      column.forEach((cell, i) => (cell.at = i));
    }
  }
}

/** @template T @param {T[]} all @param {(each: T) => number} value */
const mean = (all, value) => (all.length ? all.reduce((sum, each) => sum + value(each), 0) / all.length : undefined);

/** The middle of each cell: near its neighbours, in order, without overlap. @param {Cell[][]} cells */
function heights(cells) {
  for (const column of cells) stack(column, (cell) => cell.y);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const side = sweep % 2 ? "right" : "left";
    for (const column of sweep % 2 ? [...cells].reverse() : cells) stack(column, (cell) => mean(cell[side], (other) => other.y) ?? cell.y);
  }
  return (/** @type {Cell} */ cell) => cell.y;
}

/** Puts a column where it wishes to be as far as there is room, in groups that share their shift. @param {Cell[]} column @param {(cell: Cell) => number} wish */
function stack(column, wish) {
  /** @type {{cells: Cell[], offsets: number[], sum: number, size: number}[]} */
  const groups = [];
  for (const cell of column) {
    groups.push({ cells: [cell], offsets: [cell.size / 2], sum: wish(cell) - cell.size / 2, size: cell.size + NODE.gapY });
    while (groups.length > 1) {
      const [a, b] = groups.slice(-2);
      if (a.sum / a.cells.length + a.size <= b.sum / b.cells.length) break;
      groups.pop();
      a.sum += b.sum - a.size * b.cells.length;
      a.offsets.push(...b.offsets.map((offset) => offset + a.size));
      a.cells.push(...b.cells);
      a.size += b.size;
    }
  }
  for (const { cells, offsets, sum } of groups) cells.forEach((cell, i) => (cell.y = sum / cells.length + offsets[i]));
}

/** @param {any} parts */
function drawn({ before, finals, column, last, chains, y }) {
  /** @type {Map<string, number>} */
  const middle = new Map();
  for (const chain of chains.values()) for (const cell of chain) middle.set(cell.key, y(cell));
  const top = middle.size ? Math.min(...middle.values()) - NODE.height / 2 : 0;
  const x = (/** @type {number} */ at) => at * (NODE.width + NODE.gapX);
  /** @type {Map<string, Place>} */
  const places = new Map();
  for (const task of before) {
    const at = middle.get(task.name);
    if (at !== undefined) places.set(task.name, { x: x(column.get(task.name)), y: at - top - NODE.height / 2, column: column.get(task.name) });
  }
  const lone = before.filter((/** @type {Task} */ task) => !places.has(task.name));
  const wide = Math.max(places.size ? last + 1 : 1, Math.ceil(Math.sqrt(lone.length / 2)));
  const below = places.size ? Math.max(...[...places.values()].map((place) => place.y)) + NODE.height + NODE.gapY : 0;
  lone.forEach((/** @type {Task} */ task, /** @type {number} */ i) => {
    const at = i % wide;
    places.set(task.name, { x: x(at), y: below + Math.floor(i / wide) * (NODE.height + NODE.gapY), column: at });
  });
  const end = places.size ? 1 + Math.max(...[...places.values()].map((place) => place.column)) : 0;
  finals.forEach((/** @type {Task} */ task, /** @type {number} */ i) =>
    places.set(task.name, { x: x(end), y: i * (NODE.height + NODE.gapY), column: end }),
  );
  /** @type {Edge[]} */
  const edges = [];
  for (const chain of chains.values()) {
    const [from, to] = [chain[0].key, chain.at(-1).key];
    /** @type {[number, number][]} */
    const points = [];
    chain.forEach((/** @type {Cell} */ cell, /** @type {number} */ i) => {
      const at = column.get(from) + i;
      const height = y(cell) - top;
      if (i > 0) points.push([x(at), height]);
      if (i < chain.length - 1) points.push([x(at) + NODE.width, height]);
    });
    edges.push({ from, to, points });
  }
  const all = [...places.values()];
  return {
    places,
    edges,
    width: all.length ? Math.max(...all.map((place) => place.x)) + NODE.width : 0,
    height: all.length ? Math.max(...all.map((place) => place.y)) + NODE.height : 0,
    divider: finals.length && before.length ? x(end) - NODE.gapX / 2 : null,
  };
}
