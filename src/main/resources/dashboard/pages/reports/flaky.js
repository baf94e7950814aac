/** Tasks that fail and succeed with the same inputs, the most certain ones first. */
import { html, nothing } from "lit";
import { query } from "../../api.js";
import { when } from "../../format.js";
import { text, word } from "../../strings.js";
import { FAILED, rangeBefore, reportFilter, runsOf, withParam } from "./filter.js";
import { Section, figure, interval, length, percent, taskCell } from "./section.js";

const ORDERS = ["FLAKE_RATE", "FLIP_RATE", "COMPUTE_WASTED", "EXECUTIONS"];
const MOST_NAMES = 100;
const FLAKY = `query Flaky($filter: ReportFilter, $first: Int!, $orderBy: FlakinessOrder!) {
  reports(filter: $filter) { from to taskFlakiness(first: $first, orderBy: $orderBy) { total rows {
    namespace pipelineName taskName attempts failures infrastructureFailures flips flipRate brokenStreaks lastFlakeAt
    computeWastedFlaky computeWastedNotFlaky sameInputs { count total rate low high } sameCommit { count total }
  } } }
}`;
const BEFORE = `query FlakyBefore($filter: ReportFilter) {
  reports(filter: $filter) { taskFlakiness(first: 100, minimumExecutions: 1) { rows { namespace pipelineName taskName sameInputs { count total rate low high } } } }
}`;

class Flaky extends Section {
  constructor() {
    super();
    /** What the last question was about. @type {any} */
    this.filter = undefined;
    /** Rates of the same tasks in the range before. @type {Map<string, any> | undefined} */
    this.earlier = undefined;
  }

  static get parameters() {
    return ["order"];
  }

  get order() {
    const asked = this.route.search.get("order");
    return asked && ORDERS.includes(asked) ? asked : ORDERS[0];
  }

  question() {
    this.filter = reportFilter(this.route.search);
    return { document: FLAKY, variables: { filter: this.filter, first: this.size, orderBy: this.order } };
  }

  loaded() {
    this.earlier = undefined;
    this.lookBack();
  }

  /** A trend that can't be read is left out: the report says what it says without it. */
  async lookBack() {
    const { rows } = this.data.reports.taskFlakiness;
    const filter = this.filter;
    const names = [...new Set(rows.map((/** @type {any} */ row) => row.taskName))].slice(0, MOST_NAMES);
    if (!names.length) return;
    try {
      const answer = await query(BEFORE, { filter: { ...filter, taskNames: names, during: rangeBefore(filter) } }, this.reading?.signal);
      if (filter !== this.filter) return;
      this.earlier = new Map(answer.reports.taskFlakiness.rows.map((/** @type {any} */ row) => [key(row), row.sameInputs]));
      this.requestUpdate();
    } catch {
      this.earlier = undefined;
    }
  }

  heading() {
    const { search } = this.route;
    return html`<div class="section-head"><h2>${text.reports.flaky.title}</h2>
        <span class="segments" role="group" aria-label=${text.reports.flaky.order}>${ORDERS.map((order) => html`<a aria-current=${order === this.order ? "true" : nothing} href=${withParam(search, "order", order === ORDERS[0] ? undefined : order)}>${word(text.reports.flaky.orders, order)}</a>`)}</span></div>
      <p class="lead">${text.reports.flaky.lead}</p>`;
  }

  content() {
    const { taskFlakiness: ranking, from, to } = this.data.reports;
    const columns = text.reports.flaky.columns;
    if (!ranking.rows.length) return html`${this.heading()}${this.nothing()}`;
    return html`${this.heading()}
      <div class="scroll" tabindex="0" role="region" aria-label=${text.reports.flaky.title}><table class="list report">
        <thead><tr><th>${columns.task}</th><th title=${text.reports.flaky.inputs}>${columns.rate}</th><th class="number">${columns.inputs}</th><th>${columns.trend}</th><th class="number">${columns.failures}</th><th class="number">${columns.infrastructure}</th><th class="number">${columns.flips}</th><th class="number">${columns.wasted}</th><th class="c-time">${columns.last}</th></tr></thead>
        <tbody>${ranking.rows.map((/** @type {any} */ row) => this.row(row, { from, to }))}</tbody></table></div>
      ${this.more(ranking)}`;
  }

  /** @param {any} row @param {{from: string, to: string}} range */
  row(row, range) {
    const { search } = this.route;
    const failed = runsOf(row, range, search, FAILED);
    const wasted = Number(row.computeWastedFlaky) + Number(row.computeWastedNotFlaky);
    return html`<tr>${taskCell(row)}<td>${interval(row.sameInputs)}</td>
      <td class="number">${figure(text.reports.of(row.sameInputs.count, row.sameInputs.total), runsOf(row, range, search), row.sameInputs.total > 0)}</td>
      <td class="nowrap">${this.trend(row)}</td>
      <td class="number">${figure(text.reports.of(row.failures, row.attempts), failed, row.failures > 0)}</td>
      <td class="number">${figure(row.infrastructureFailures, failed, row.infrastructureFailures > 0)}</td>
      <td class="number"><span title=${text.reports.flaky.streaks(row.brokenStreaks)}>${percent(row.flipRate)}</span></td>
      <td class="number">${figure(length(wasted), failed, wasted > 0)}</td>
      <td class="c-time">${row.lastFlakeAt ? when(row.lastFlakeAt) : html`<span class="none">–</span>`}</td></tr>`;
  }

  /** Up or down only where the intervals say so. @param {any} row */
  trend(row) {
    if (!this.earlier) return nothing;
    const was = this.earlier.get(key(row));
    const is = row.sameInputs;
    if (!was?.total) return html`<span class="none">${text.reports.trend.unknown}</span>`;
    const [way, sign] = is.low > was.high ? ["up", "↑"] : is.high < was.low ? ["down", "↓"] : is.rate > was.rate ? ["level", "↗"] : is.rate < was.rate ? ["level", "↘"] : ["level", "→"];
    return html`<span class="trend ${way}" title=${text.reports.trend.hint(was.count, was.total)}><span aria-hidden="true">${sign}</span> ${text.reports.trend.was(was.rate)}</span>`;
  }
}

/** @param {any} row */
const key = (row) => JSON.stringify([row.namespace, row.pipelineName, row.taskName]);

customElements.define("tr-flaky", Flaky);
