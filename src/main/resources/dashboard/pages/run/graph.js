/** The tasks of a run as a picture; the table has the same facts. */
import { html, nothing, svg } from "lit-html";
import { go } from "../../elements.js";
import { seconds, shape, taskPath } from "../../format.js";
import { text, word } from "../../strings.js";
import { NODE, layout } from "./layout.js";

const PAD = 12;
const LETTERS = 18;
const LEAST_SCALE = 0.8;

/** @type {{of: string, result: ReturnType<typeof layout>} | undefined} */
let kept;

/** The same tasks are laid out once. @param {any[]} tasks */
function laidOut(tasks) {
  const shown = tasks.map((task) => ({ name: task.name, isFinally: task.isFinally, needs: task.dependsOn ?? [] }));
  const of = JSON.stringify(shown);
  if (kept?.of !== of) kept = { of, result: layout(shown) };
  return kept.result;
}

/** @param {{run: any, tasks: any[], chosen: string | undefined}} given */
export function graph({ run, tasks, chosen }) {
  const { places, edges, width, height, divider } = laidOut(tasks);
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const [w, h] = [width + 2 * PAD, height + 2 * PAD + (divider ? 16 : 0)];
  return html`<div class="graph" tabindex="0" role="region" aria-label=${text.run.graphHint}>
    <svg viewBox="0 0 ${w} ${h}" width=${w} height=${h} aria-hidden="true" @click=${follow}>
      <g transform="translate(${PAD} ${PAD + (divider ? 16 : 0)})">
        ${divider === null ? nothing : svg`<path class="divider" d="M${divider} -16V${height}" /><text class="small" x=${divider + 24} y="-6">${text.run.finally}</text>`}
        ${edges.map((edge) => svg`<path class="edge ${chosen === edge.from || chosen === edge.to ? "near" : ""}" d=${curve(edge.points)} />`)}
        ${[...places].map(([name, place]) => node(run, byName.get(name), place, name === chosen))}
      </g>
    </svg>
  </div>`;
}

export const SCALE = LEAST_SCALE;

/** @param {Event} event */
function follow(event) {
  const link = /** @type {Element} */ (event.target).closest("a");
  const click = /** @type {MouseEvent} */ (event);
  if (!link || click.ctrlKey || click.metaKey || click.shiftKey) return;
  event.preventDefault();
  go(/** @type {string} */ (link.getAttribute("href")), { replace: true });
}

/** @param {[number, number][]} points pairs of where a line leaves a column and where it comes to the next */
function curve(points) {
  const [start, ...rest] = points;
  let d = `M${start[0]} ${start[1]}`;
  let [x, y] = start;
  rest.forEach(([nextX, nextY], i) => {
    const bend = (nextX - x) / 2;
    d += i % 2 ? `L${nextX} ${nextY}` : `C${x + bend} ${y} ${nextX - bend} ${nextY} ${nextX} ${nextY}`;
    [x, y] = [nextX, nextY];
  });
  return d;
}

/** @param {any} run @param {any} task @param {{x: number, y: number}} place @param {boolean} isChosen */
function node(run, task, place, isChosen) {
  const reused = task.status === "REUSED";
  const at = reused && task.reusedFrom ? task.reusedFrom : task.latestAttempt;
  const length = at && seconds(at);
  const said = reused
    ? at?.run ? text.run.from(at.run.attemptNumber) : word(text.status, "REUSED")
    : length !== null && length !== undefined ? text.duration(length) : word(text.status, task.status);
  const more = task.attemptCount > 1 ? ` · ${task.attemptCount}×` : "";
  return svg`<a class="node ${reused ? "reused" : ""} ${isChosen ? "chosen" : ""} s-${task.status}" tabindex="-1" href=${taskPath(run, task.name)}
      transform="translate(${place.x} ${place.y})">
    <title>${task.name}: ${word(text.status, task.status)}</title>
    <rect width=${NODE.width} height=${NODE.height} rx="6" />
    <svg x="10" y="12" width="16" height="16" viewBox="0 0 16 16"><path fill-rule="evenodd" d=${shape(task.status)} /></svg>
    <text x="34" y="17">${cut(task.name)}</text>
    <text class="small" x="34" y="32">${said}${more}</text>
  </a>`;
}

/** @param {string} name */
const cut = (name) => (name.length <= LETTERS ? name : `${name.slice(0, LETTERS - 8)}…${name.slice(-7)}`);
