/** What lists of runs ask for and show. */
import { html, nothing } from "lit-html";
import { name, runPath, seconds, source, status, when } from "../format.js";
import { text, word } from "../strings.js";

export const ROW = `fragment Row on PipelineRun {
  id namespace name pipelineName status reason message failureClass createdAt startedAt finishedAt duration attemptNumber viewerCanRetry
  source { repository revision branch pullRequest job url }
  lineage { id attemptCount outcome latest { id } }
}`;

/** @param {any} run */
export const attemptBadge = (run) =>
  run.lineage.attemptCount > 1
    ? html`<span class="badge" title=${text.runs.attempt(run.attemptNumber, run.lineage.attemptCount)}>${run.attemptNumber}/${run.lineage.attemptCount}</span>`
    : nothing;

/** @param {any} run */
export const outcomeBadge = (run) =>
  run.lineage.outcome === "RECOVERED" || run.lineage.outcome === "IN_PROGRESS"
    ? run.lineage.attemptCount > 1 ? html`<span class="badge o-${run.lineage.outcome}">${word(text.outcome, run.lineage.outcome)}</span>` : nothing
    : nothing;

/** @param {any} run @param {number} longest */
export function row(run, longest) {
  const length = seconds(run);
  return html`<td class="c-status">${status(run.status)}</td>
    <td class="c-name"><span class="line"><a href=${runPath(run)}>${name(run.name)}</a>${run.failureClass
      ? html`<span class="quiet cause" title=${run.message ?? run.reason ?? ""}>${word(text.failureClass, run.failureClass)}</span>`
      : nothing}</span></td>
    <td class="c-namespace"><a class="quiet" href="/runs?namespace=${encodeURIComponent(run.namespace)}">${name(run.namespace)}</a></td>
    <td class="c-source">${source(run)}</td>
    <td class="c-attempt">${run.lineage.attemptCount > 1 ? html`<span class="line">${attemptBadge(run)}${outcomeBadge(run)}</span>` : nothing}</td>
    <td class="c-time">${when(run.startedAt ?? run.createdAt)}</td>
    <td class="c-duration">${length === null ? nothing : html`<span class="bar" aria-hidden="true"><svg preserveAspectRatio="none" viewBox="0 0 100 1"><rect class="f-${run.status}" height="1" width=${longest ? Math.max(2, (100 * length) / longest) : 0} /></svg></span><span>${text.duration(length)}</span>`}</td>`;
}
