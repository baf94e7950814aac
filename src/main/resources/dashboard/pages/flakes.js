/** Which tasks are flaky and what a retry of them was worth, as marks beside them: one question for a page, asked after what the page is about. */
import { html, nothing } from "lit-html";
import { query } from "../api.js";
import { text } from "../strings.js";

/**
 * @typedef {{count: number, total: number}} Part
 * @typedef {{flaked: Part, helped: Map<string, Part>}} Flake
 */

const FRESH = 300000;
const MOST = 100;
const FLAKES = `query Flakes($filter: ReportFilter, $withWorth: Boolean!) { reports(filter: $filter) {
  taskFlakiness(first: ${MOST}, minimumExecutions: 1) { rows { namespace pipelineName taskName sameCommit { count total } } }
  retryWorth(first: ${MOST}) @include(if: $withWorth) { rows { namespace pipelineName taskName failureClass recovered { count total } } }
} }`;

/** @type {Map<string, {at: number, answer: Promise<Map<string, Flake>>}>} */
const kept = new Map();

/**
 * The flakes of some tasks; none where they can't be read, as the page is of use without them.
 * @param {{namespaces: string[], pipelineNames: string[], taskNames?: string[]}} filter
 * @param {boolean} [withWorth] also what retries were worth
 * @returns {Promise<Map<string, Flake>>}
 */
export function flakes(filter, withWorth = false) {
  const of = JSON.stringify([filter, withWorth]);
  const known = kept.get(of);
  if (known && Date.now() - known.at < FRESH) return known.answer;
  const answer = query(FLAKES, { filter, withWorth }).then(read, () => (kept.delete(of), new Map()));
  if (kept.size > MOST) kept.clear();
  kept.set(of, { at: Date.now(), answer });
  return answer;
}

/** @param {any} answer @returns {Map<string, Flake>} */
function read({ reports }) {
  /** @type {Map<string, Flake>} */
  const found = new Map();
  for (const row of reports.taskFlakiness?.rows ?? []) found.set(key(row.namespace, row.pipelineName, row.taskName), { flaked: row.sameCommit, helped: new Map() });
  for (const row of reports.retryWorth?.rows ?? []) {
    const of = key(row.namespace, row.pipelineName, row.taskName);
    const flake = found.get(of) ?? { flaked: { count: 0, total: 0 }, helped: new Map() };
    flake.helped.set(row.failureClass, row.recovered);
    found.set(of, flake);
  }
  return found;
}

/** @param {string} namespace @param {string} pipeline @param {string} task */
export const key = (namespace, pipeline, task) => JSON.stringify([namespace, pipeline, task]);

/** A mark beside the name of a task that has flaked. @param {Flake | undefined} flake */
export const mark = (flake) => (flake?.flaked.count ? html` <span class="badge flaky" title=${text.flakes.flaked(flake.flaked)}>${text.flakes.mark}</span>` : nothing);

/** What is known about failures of a task, in words. @param {Flake | undefined} flake @param {string | null | undefined} failureClass of the failure that is looked at @param {string} href */
export function said(flake, failureClass, href) {
  if (!flake) return nothing;
  const helped = failureClass ? flake.helped.get(failureClass) : undefined;
  const words = [flake.flaked.count || (failureClass && flake.flaked.total) ? text.flakes.flaked(flake.flaked) : undefined, helped && text.flakes.helped(helped)].filter(Boolean);
  return words.length ? html`<p class="pad-x quiet flake"><a class="figure" href=${href}>${words.join(" · ")}</a></p>` : nothing;
}
