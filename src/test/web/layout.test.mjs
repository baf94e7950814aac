// The layout of the graph is a pure function: `node --test layout.test.mjs`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const source = readFileSync(new URL("../../main/resources/dashboard/pages/run/layout.js", import.meta.url));
const { NODE, layout } = await import(`data:text/javascript;base64,${source.toString("base64")}`);

const task = (name, ...needs) => ({ name, needs, isFinally: false });
const last = (name) => ({ name, needs: [], isFinally: true });

/** Many tasks, each of which needs some of those before it. */
const many = (count) => Array.from({ length: count }, (_, i) => task(`t${i}`, ...[1, 2, 3].map((k) => i - 1 - ((i * 7919 * k) % 40)).filter((n) => n >= 0).map((n) => `t${n}`)));

const overlap = (a, b) => Math.abs(a.x - b.x) < NODE.width && Math.abs(a.y - b.y) < NODE.height;

for (const tasks of [[task("a"), task("b", "a"), task("c", "a"), task("d", "b", "c"), task("alone"), last("f"), last("g")], many(60), many(500)]) {
  test(`${tasks.length} tasks stand right of what they need, and apart`, () => {
    const { places, width, height } = layout(tasks);
    assert.equal(places.size, tasks.length);
    for (const { name, needs } of tasks) for (const other of needs) assert.ok(places.get(other).x < places.get(name).x, `${other} before ${name}`);
    const all = [...places.values()];
    all.forEach((one, i) => {
      assert.ok(one.x >= 0 && one.y >= 0 && one.x + NODE.width <= width && one.y + NODE.height <= height + 0.001);
      all.slice(0, i).forEach((other) => assert.ok(!overlap(one, other)));
    });
  });
}

test("finally tasks stand behind all others", () => {
  const { places, divider } = layout([task("a"), task("b", "a"), last("f")]);
  assert.ok(places.get("f").x > places.get("b").x && divider > places.get("b").x && divider < places.get("f").x);
});

test("an edge that a longer way says already is left out", () => {
  const { edges } = layout([task("a"), task("b", "a"), task("c", "a", "b")]);
  assert.deepEqual(edges.map(({ from, to }) => `${from}>${to}`), ["a>b", "b>c"]);
});

test("unknown tasks and circles are left out", () => {
  const { places, edges } = layout([task("a", "nobody", "b"), task("b", "a"), task("c", "c")]);
  assert.equal(places.size, 3);
  assert.equal(edges.length, 1);
});

test("nothing is laid out as nothing", () => assert.deepEqual(layout([]).places, new Map()));
