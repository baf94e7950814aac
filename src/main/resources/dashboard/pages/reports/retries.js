/** Retries and what came of them: a row a group, and the chosen one over time. */
import { html, nothing } from "lit";
import { go } from "../../elements.js";
import { name } from "../../format.js";
import { text, word } from "../../strings.js";
import { FAILED, RECOVERED, RETRIED, days, reportFilter, runsOf, withParam } from "./filter.js";
import { Section, figure, interval, length, placeOf } from "./section.js";

const GROUPS = ["PIPELINE", "NAMESPACE", "REPOSITORY", "TASK"];
const LONG = 45;
const DAY = 86400000;
const FIGURES = `fragment Figures on RetryFigures {
  runs failedRuns recovered { count total rate low high } manualRetries automaticRetries computeSaved computeWasted
  timeToRecovery { p50 p95 sampleSize } duration { p50 p95 sampleSize } retryDuration { p50 p95 sampleSize }
}`;
const RETRIES = `query Retries($filter: ReportFilter, $first: Int!, $groupBy: ReportGroup!, $interval: ReportInterval!) {
  reports(filter: $filter) { from to retries(first: $first, groupBy: $groupBy, interval: $interval) { total rows {
    namespace pipelineName taskName repository figures { ...Figures } buckets { start figures { ...Figures } }
  } } }
}
${FIGURES}`;

class Retries extends Section {
  constructor() {
    super();
    /** Whether the module that draws is here. */
    this.canDraw = false;
  }

  static get parameters() {
    return ["by"];
  }

  get group() {
    const asked = this.route.search.get("by");
    return asked && GROUPS.includes(asked) ? asked : GROUPS[0];
  }

  get interval() {
    return days(this.route.search) > LONG ? "WEEK" : "DAY";
  }

  question() {
    return { document: RETRIES, variables: { filter: reportFilter(this.route.search), first: this.size, groupBy: this.group, interval: this.interval } };
  }

  loaded() {
    if (this.data.reports.retries.rows.length) this.draw();
  }

  async draw() {
    await import("./charts.js");
    this.canDraw = true;
    this.requestUpdate();
  }

  heading() {
    const { search } = this.route;
    return html`<div class="section-head"><h2>${text.reports.retries.title}</h2>
        <span class="segments" role="group" aria-label=${text.reports.retries.group}>${GROUPS.map((group) => html`<a aria-current=${group === this.group ? "true" : nothing} href=${withParam(new URLSearchParams([...search].filter(([key]) => key !== "row")), "by", group === GROUPS[0] ? undefined : group)}>${word(text.reports.retries.groups, group)}</a>`)}</span></div>
      <p class="lead">${text.reports.retries.lead}</p>`;
  }

  content() {
    const { retries: ranking, from, to } = this.data.reports;
    if (!ranking.rows.length) return html`${this.heading()}${this.nothing()}`;
    const chosen = ranking.rows.find((/** @type {any} */ row) => key(row) === this.route.search.get("row")) ?? ranking.rows[0];
    return html`${this.heading()}
      <div class="scroll" tabindex="0" role="region" aria-label=${text.reports.retries.title}><table class="list report">
        <thead><tr><th>${word(text.reports.retries.groups, this.group)}</th>${this.columns()}</tr></thead>
        <tbody>${ranking.rows.map((/** @type {any} */ row) => html`<tr class=${row === chosen ? "chosen" : ""}><th scope="row">${this.chooser(row, row === chosen)}</th>${this.figures(row, row.figures, { from, to })}</tr>`)}</tbody></table></div>
      ${this.more(ranking)}${this.overTime(chosen, { from, to })}`;
  }

  /** @param {boolean} [isBrief] what one row alone leaves out */
  columns(isBrief = false) {
    const columns = text.reports.retries.columns;
    return html`<th class="number">${columns.failed}</th>${isBrief ? nothing : html`<th>${columns.rate}</th>`}<th class="number">${columns.recovered}</th><th class="number">${columns.saved}</th><th class="number">${columns.wasted}</th><th class="number">${columns.recovery}</th><th class="number">${columns.duration}</th>${isBrief ? nothing : html`<th class="number">${columns.retryDuration}</th>`}`;
  }

  /** @param {any} row @param {boolean} isChosen */
  chooser(row, isChosen) {
    const href = withParam(this.route.search, "row", key(row));
    return html`<a class="what" href=${href} aria-current=${isChosen ? "true" : nothing} @click=${(/** @type {MouseEvent} */ event) => choose(event, href)}>${name(label(row, this.group))}</a>${this.group === "PIPELINE" ? placeOf({ namespace: row.namespace }) : this.group === "TASK" ? placeOf(row) : nothing}`;
  }

  /** @param {any} row @param {any} figures @param {{from: string, to: string}} range @param {boolean} [isBrief] */
  figures(row, figures, range, isBrief = false) {
    const { search } = this.route;
    const to = (/** @type {Record<string, string[]>} */ more) => runsOf(row, range, search, more);
    const { recovered } = figures;
    const times = (/** @type {any} */ percentiles, /** @type {Record<string, string[]>} */ more) =>
      percentiles ? figure(html`<span title=${text.reports.retries.sample(length(percentiles.p95), percentiles.sampleSize)}>${length(percentiles.p50)}${isBrief ? nothing : html`<span class="quiet"> / ${length(percentiles.p95)}</span>`}</span>`, to(more)) : html`<span class="none">–</span>`;
    return html`<td class="number">${figure(figures.failedRuns, to(FAILED), figures.failedRuns > 0)} ${text.reports.outOf} ${figure(figures.runs, to({}), figures.runs > 0)}</td>
      ${isBrief ? nothing : html`<td>${interval(recovered)}</td>`}
      <td class="number">${recovered.total ? html`${figure(recovered.count, to(RECOVERED), recovered.count > 0)} ${text.reports.outOf} ${figure(recovered.total, to(RETRIED))}` : html`<span class="none">–</span>`}</td>
      <td class="number">${figure(length(figures.computeSaved), to(RETRIED), figures.computeSaved > 0)}</td>
      <td class="number">${figure(length(figures.computeWasted), to(RETRIED), figures.computeWasted > 0)}</td>
      <td class="number">${times(figures.timeToRecovery, RECOVERED)}</td><td class="number">${times(figures.duration, {})}</td>${isBrief ? nothing : html`<td class="number">${times(figures.retryDuration, RETRIED)}</td>`}`;
  }

  /** @param {any} row @param {{from: string, to: string}} range */
  overTime(row, range) {
    const { buckets } = row;
    const step = this.interval === "WEEK" ? 7 * DAY : DAY;
    const end = (/** @type {string} */ start) => new Date(Math.min(Date.parse(range.to), Date.parse(start) + step)).toISOString();
    const starts = (/** @type {string} */ start) => (start < range.from ? range.from : start);
    const title = text.reports.retries.overTime(label(row, this.group), this.interval === "WEEK");
    return html`<div class="over-time"><div><h3>${title}</h3>
        <div class="scroll beside" tabindex="0" role="region" aria-label=${title}><table class="list report">
          <thead><tr><th>${this.interval === "WEEK" ? text.reports.retries.week : text.reports.retries.day}</th>${this.columns(true)}</tr></thead>
          <tbody>${[...buckets].reverse().map((/** @type {any} */ bucket) => html`<tr><th scope="row" class="nowrap">${text.reports.date(Date.parse(bucket.start))}</th>${this.figures(row, bucket.figures, { from: starts(bucket.start), to: end(bucket.start) }, true)}</tr>`)}</tbody></table></div></div>
      <div class="multiples">${this.canDraw ? html`<tr-charts .buckets=${buckets} .step=${step} .end=${Date.parse(range.to)}></tr-charts>` : nothing}</div></div>`;
  }
}

/** @param {MouseEvent} event @param {string} href */
function choose(event, href) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(href, { replace: true });
}

/** @param {any} row */
const key = (row) => [row.namespace, row.pipelineName, row.taskName, row.repository].map((each) => each ?? "").join("/");

/** @param {any} row @param {string} group */
const label = (row, group) => ({ PIPELINE: row.pipelineName, NAMESPACE: row.namespace, REPOSITORY: row.repository, TASK: row.taskName })[group] ?? text.reports.retries.unnamed;

customElements.define("tr-retries", Retries);
