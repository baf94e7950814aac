/** When each attempt of a run's tasks ran, a bar an attempt. */
import { html, nothing, svg } from "lit-html";
import { go } from "../../elements.js";
import { exactly, millis, statusIcon, name, taskPath } from "../../format.js";
import { text, word } from "../../strings.js";

const BAR = 12;

/** @param {{run: any, tasks: any[], chosen: string | undefined}} given */
export function timeline({ run, tasks, chosen }) {
  const rows = tasks.filter((task) => task.attempts?.nodes.some((/** @type {any} */ each) => each?.startedAt));
  if (!rows.length) return html`<p class="quiet pad">${text.run.noTasks}</p>`;
  const attempts = rows.flatMap((task) => task.attempts.nodes.filter((/** @type {any} */ each) => each?.startedAt));
  const start = Math.min(millis(run.startedAt) || Infinity, ...attempts.map((each) => millis(each.startedAt)));
  const end = Math.max(...attempts.map((each) => millis(each.finishedAt) || Date.now()), millis(run.finishedAt) || start + 1000);
  const span = Math.max(1000, end - start);
  const at = (/** @type {number} */ time) => ((time - start) / span) * 100;
  return html`<div class="timeline">
    <div class="t-row t-head"><span></span><span class="t-scale">${[0, 0.25, 0.5, 0.75, 1].map((part) => html`<span>${text.duration((part * span) / 1000)}</span>`)}</span></div>
    ${rows.map(
      (task) => html`<a class="t-row ${task.name === chosen ? "chosen" : ""}" href=${taskPath(run, task.name)}
        @click=${(/** @type {Event} */ event) => (event.preventDefault(), event.stopPropagation(), go(taskPath(run, task.name), { replace: true }))}>
        <span class="t-name">${statusIcon(task.status)} ${name(task.name)}</span>
        <svg width="100%" height=${Math.max(1, task.attempts.nodes.length > 8 ? 8 : task.attempts.nodes.length) * (BAR + 2) + 6} aria-hidden="true">
          ${task.attempts.nodes.filter(Boolean).map((/** @type {any} */ each, /** @type {number} */ i) => {
            if (!each.startedAt) return nothing;
            const from = at(millis(each.startedAt));
            const to = at(millis(each.finishedAt) || (each.status === "RUNNING" ? Date.now() : millis(each.startedAt)));
            return svg`<rect class="f-${each.status}" x="${from}%" y=${4 + (i % 8) * (BAR + 2)} width="${Math.max(0.4, to - from)}%" height=${BAR} rx="2">
              <title>#${each.number} ${word(text.status, each.status)}, ${exactly(each.startedAt)}${each.duration === null ? "" : `, ${text.duration(Number(each.duration))}`}</title></rect>`;
          })}
        </svg>
      </a>`,
    )}
  </div>`;
}
