/** What the reports share: each is read by itself, so that one that takes long or fails leaves the others alone. */
import { html, nothing } from "lit";
import { Page, empty } from "../../elements.js";
import { name } from "../../format.js";
import { text } from "../../strings.js";
import { days, reportFilter } from "./filter.js";

const FEW = 10;
const MANY = 100;

/** A report with a heading. */
export class Section extends Page {
  constructor() {
    super();
    this.size = FEW;
  }

  /** Parameters of the address that change what is read. @returns {string[]} */
  static get parameters() {
    return [];
  }

  key() {
    const { search } = this.route;
    const { parameters } = /** @type {typeof Section} */ (this.constructor);
    return JSON.stringify([{ ...reportFilter(search), during: days(search) }, ...parameters.map((key) => search.get(key))]);
  }

  /** @param {unknown} inner */
  frame(inner) {
    return html`${this.heading()}${inner}`;
  }

  /** @returns {unknown} */
  heading() {
    return nothing;
  }

  /** @param {any} ranking */
  more(ranking) {
    if (ranking.total <= ranking.rows.length) return nothing;
    return html`<div class="more"><span class="quiet">${text.reports.shown(ranking.rows.length, ranking.total)}</span>
      ${this.size < MANY ? html`<button class="small" @click=${() => ((this.size = MANY), this.load({ quiet: true }))}>${text.more}</button>` : nothing}</div>`;
  }

  nothing() {
    return empty(text.reports.empty, text.reports.emptyWhy);
  }
}

/** A task of a pipeline, as the first cell of a row. @param {any} row */
export const taskCell = (row) =>
  html`<th scope="row"><span class="what">${name(row.taskName)}</span>${placeOf(row)}</th>`;

/** @param {any} row */
export const placeOf = (row) => html`<span class="quiet what">${row.namespace ? html`<span>${row.namespace}</span>` : nothing}${row.pipelineName ? html`<span aria-hidden="true">/</span>${name(row.pipelineName)}` : nothing}</span>`;

/** @param {number | null | undefined} rate */
export const percent = (rate) => (rate === null || rate === undefined ? "–" : text.reports.percent(rate));

/** A rate with its interval, as a text and as a picture of it. @param {any} proportion */
export const interval = (proportion) =>
  proportion.rate === null
    ? html`<span class="none">–</span>`
    : html`<span class="interval" title=${text.reports.interval(proportion.low, proportion.high)}>
        <span class="rate">${percent(proportion.rate)}</span>
        <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect class="scale" y="5.5" width="100" height="1" /><rect class="range" x=${100 * proportion.low} y="3.5" width=${Math.max(1, 100 * (proportion.high - proportion.low))} height="5" /><rect class="point" x=${Math.min(98, Math.max(0, 100 * proportion.rate - 1))} y="1" width="2" height="10" /></svg>
        <span class="sr">${text.reports.interval(proportion.low, proportion.high)}</span></span>`;

/** A figure that leads to its runs; a zero leads nowhere. @param {unknown} words @param {string} href @param {boolean} [leads] */
export const figure = (words, href, leads = true) => (leads ? html`<a class="figure" href=${href}>${words}</a>` : html`<span class="none">${words}</span>`);

/** @param {string | number | null | undefined} seconds */
export const length = (seconds) => (seconds === null || seconds === undefined ? "–" : text.duration(Number(seconds)));
