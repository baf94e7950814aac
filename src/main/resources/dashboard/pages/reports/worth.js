/** After which failures a retry helped. */
import { html } from "lit";
import { text, word } from "../../strings.js";
import { RECOVERED, RETRIED, reportFilter, runsOf } from "./filter.js";
import { Section, figure, interval, taskCell } from "./section.js";

const HALF = 0.5;
const WORTH = `query Worth($filter: ReportFilter, $first: Int!) {
  reports(filter: $filter) { from to retryWorth(first: $first) { total rows { namespace pipelineName taskName failureClass recovered { count total rate low high } } } }
}`;

class Worth extends Section {
  question() {
    return { document: WORTH, variables: { filter: reportFilter(this.route.search), first: this.size } };
  }

  heading() {
    return html`<div class="section-head"><h2>${text.reports.worth.title}</h2></div><p class="lead">${text.reports.worth.lead}</p>`;
  }

  content() {
    const { retryWorth: ranking, from, to } = this.data.reports;
    const columns = text.reports.worth.columns;
    if (!ranking.rows.length) return html`${this.heading()}${this.nothing()}`;
    return html`${this.heading()}
      <div class="scroll" tabindex="0" role="region" aria-label=${text.reports.worth.title}><table class="list report">
        <thead><tr><th>${columns.task}</th><th>${columns.failure}</th><th>${columns.rate}</th><th class="number">${columns.helped}</th><th>${columns.verdict}</th></tr></thead>
        <tbody>${ranking.rows.map((/** @type {any} */ row) => this.row(row, { from, to }))}</tbody></table></div>
      ${this.more(ranking)}`;
  }

  /** @param {any} row @param {{from: string, to: string}} range */
  row(row, range) {
    const { search } = this.route;
    const { recovered } = row;
    const verdict = recovered.low >= HALF ? "yes" : recovered.high < HALF ? "no" : "open";
    return html`<tr>${taskCell(row)}<td><span class="badge">${word(text.failureClass, row.failureClass)}</span></td><td>${interval(recovered)}</td>
      <td class="number">${figure(recovered.count, runsOf(row, range, search, RECOVERED), recovered.count > 0)} ${text.reports.outOf} ${figure(recovered.total, runsOf(row, range, search, RETRIED))}</td>
      <td><span class="verdict ${verdict}" title=${text.reports.worth.verdictHint[verdict]}>${text.reports.worth.verdict[verdict]}</span></td></tr>`;
  }
}

customElements.define("tr-worth", Worth);
