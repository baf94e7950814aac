/** Small pictures of a row over time; the table beside them has the same figures. */
import { html } from "lit";
import Plot from "uplot";
import { Element } from "../../elements.js";
import { text } from "../../strings.js";

const HEIGHT = 132;
const HOUR = 3600;

/**
 * @typedef {{label: string, colour: string, bars?: boolean, value: (figures: any) => number | null | undefined}} Series
 * @typedef {{title: string, seconds: boolean, series: Series[]}} Chart
 */

const t = text.reports.charts;
const number = (/** @type {any} */ value) => (value === null || value === undefined ? null : Number(value));

/** @type {Chart[]} */
const CHARTS = [
  { title: t.runs, seconds: false, series: [
    { label: t.all, colour: "other", bars: true, value: (figures) => figures.runs },
    { label: t.failed, colour: "failure", bars: true, value: (figures) => figures.failedRuns } ] },
  { title: t.compute, seconds: true, series: [
    { label: t.saved, colour: "success", value: (figures) => number(figures.computeSaved) },
    { label: t.wasted, colour: "failure", value: (figures) => number(figures.computeWasted) } ] },
  { title: t.recovery, seconds: true, series: [
    { label: t.median, colour: "accent", value: (figures) => number(figures.timeToRecovery?.p50) },
    { label: t.most, colour: "other", value: (figures) => number(figures.timeToRecovery?.p95) } ] },
  { title: t.duration, seconds: true, series: [
    { label: t.median, colour: "accent", value: (figures) => number(figures.duration?.p50) },
    { label: t.most, colour: "other", value: (figures) => number(figures.duration?.p95) } ] },
];

class Charts extends Element {
  static properties = { buckets: { attribute: false }, step: { attribute: false }, end: { attribute: false } };

  constructor() {
    super();
    /** @type {any[]} */ this.buckets = [];
    this.step = 86400000;
    this.end = 0;
    /** @type {Plot[]} */ this.plots = [];
  }

  connectedCallback() {
    super.connectedCallback();
    style();
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(this);
    this.themes = new MutationObserver(() => this.draw());
    this.themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.system = matchMedia("(prefers-color-scheme: dark)");
    this.drawAgain = () => this.draw();
    this.system.addEventListener("change", this.drawAgain);
    if (this.hasUpdated) this.draw();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes?.disconnect();
    this.themes?.disconnect();
    if (this.drawAgain) this.system?.removeEventListener("change", this.drawAgain);
    this.clear();
  }

  render() {
    return CHARTS.map((chart) => html`<figure class="chart"><figcaption><strong>${chart.title}</strong>
        ${chart.series.map((series) => html`<span class="key"><i class="k-${series.colour}"></i>${series.label} <output></output></span>`)}</figcaption>
      <div class="plot" role="img" aria-label=${chart.title}></div></figure>`);
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.size) this.draw();
  }

  clear() {
    for (const plot of this.plots) plot.destroy();
    this.plots = [];
  }

  fit() {
    for (const plot of this.plots) {
      const width = /** @type {HTMLElement} */ (plot.root.parentElement).clientWidth;
      if (width && width !== plot.width) plot.setSize({ width, height: HEIGHT });
    }
  }

  draw() {
    this.clear();
    const starts = times(this.buckets, this.step, this.end);
    const range = /** @type {[number, number]} */ ([starts[0] / 1000, starts[0] / 1000 + (starts.length * this.step) / 1000]);
    const byStart = new Map(this.buckets.map((bucket) => [Date.parse(bucket.start), bucket.figures]));
    [...this.querySelectorAll("figure")].forEach((figure, i) => {
      const chart = CHARTS[i];
      const values = chart.series.map((series) =>
        starts.map((start) => {
          const figures = byStart.get(start);
          return figures ? series.value(figures) ?? null : series.bars || chart.title === t.compute ? 0 : null;
        }),
      );
      const place = /** @type {HTMLElement} */ (figure.querySelector(".plot"));
      this.plots.push(new Plot(options(chart, figure, place.clientWidth || 240, range), [starts.map((start) => (start + this.step / 2) / 1000), ...values], place));
    });
  }
}

/** When each part of the range starts, also those without a run. @param {any[]} buckets @param {number} step @param {number} end */
function times(buckets, step, end) {
  const starts = [];
  for (let at = Date.parse(buckets[0]?.start); at < end; at += step) starts.push(at);
  return starts;
}

/** @param {Chart} chart @param {Element | HTMLElement} figure @param {number} width @param {[number, number]} range */
function options(chart, figure, width, [from, to]) {
  const colours = [...figure.querySelectorAll("i")].map((swatch) => getComputedStyle(swatch).color);
  const { color: ink, borderTopColor: line } = getComputedStyle(/** @type {HTMLElement} */ (figure.querySelector("figcaption")));
  const outputs = [...figure.querySelectorAll("output")];
  const say = (/** @type {number} */ value) => (chart.seconds ? text.duration(value, 1) : value.toLocaleString("en"));
  const axis = { stroke: ink, font: "11px system-ui, sans-serif", grid: { stroke: line, width: 1 }, ticks: { show: false } };
  return {
    width, height: HEIGHT,
    legend: { show: false },
    cursor: { sync: { key: "tekton-retry.reports" }, drag: { x: false, y: false }, points: { size: 5 } },
    scales: { x: { time: true, range: /** @type {[number, number]} */ ([from, to]) }, y: { range: (/** @type {any} */ _plot, /** @type {number} */ _least, /** @type {number} */ most) => /** @type {[number, number]} */ ([0, Math.max(chart.seconds ? 1 : 4, most) * 1.05]) } },
    axes: [
      { ...axis, grid: { show: false }, size: 20, gap: 3, space: 56, values: (/** @type {any} */ _plot, /** @type {number[]} */ splits) => splits.map((at) => text.reports.date(at * 1000)) },
      { ...axis, size: 48, gap: 4, space: 32, incrs: chart.seconds ? [1, 5, 15, 30, 60, 120, 300, 600, 1800, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 24 * HOUR, 48 * HOUR, 96 * HOUR, 240 * HOUR] : [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000],
        values: (/** @type {any} */ _plot, /** @type {number[]} */ splits) => splits.map((value) => (value ? say(value) : "0")) },
    ],
    series: [
      {},
      ...chart.series.map((series, i) => ({
        stroke: colours[i], width: 1.5, spanGaps: true,
        ...(series.bars ? { fill: colours[i], width: 0, paths: Plot.paths.bars?.({ size: [0.7, 24] }), points: { show: false } } : { points: { size: 4, fill: colours[i] } }),
      })),
    ],
    hooks: {
      setCursor: [
        (/** @type {any} */ plot) => {
          const at = plot.cursor.idx;
          outputs.forEach((output, i) => {
            const value = at === null || at === undefined ? null : plot.data[i + 1][at];
            output.textContent = value === null || value === undefined ? "" : say(value);
          });
        },
      ],
    },
  };
}

/** The library's style sheet lies beside its module. */
function style() {
  if (document.getElementById("plot-style")) return;
  const link = document.createElement("link");
  link.id = "plot-style";
  link.rel = "stylesheet";
  link.href = new URL("uPlot.min.css", import.meta.resolve("uplot")).href;
  document.head.append(link);
}

customElements.define("tr-charts", Charts);
