/** What is flaky, what a retry is worth, and what retries saved: tables whose figures lead to their runs. */
import { html, nothing } from "lit";
import { follow } from "../../api.js";
import { Page, errorBox, go } from "../../elements.js";
import { text } from "../../strings.js";
import { DAYS, KEYS, days, withParam, withoutParam } from "./filter.js";
import "./flaky.js";
import "./retries.js";
import "./worth.js";

const FACETS = { namespace: "namespaces", pipeline: "pipelines" };
const ONE = ["branch"];
const REPORTS = `query Reports($filter: PipelineRunFilter) { changeCursor facets: pipelineRunFacets(filter: $filter) { namespaces { value count } pipelines { value count } } }`;
const CHANGES = `subscription($filter: PipelineRunFilter, $after: String) { pipelineRunsChanged(filter: $filter, after: $after) { cursor kind } }`;

class Reports extends Page {
  constructor() {
    super();
    this.ended = 0;
    this.adding = "namespace";
  }

  key() {
    return JSON.stringify(this.runs());
  }

  /** The runs that the reports are about, without those of a branch in any repository. */
  runs() {
    const { search } = this.route;
    const lists = { namespaces: search.getAll("namespace"), pipelineNames: search.getAll("pipeline") };
    return Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length));
  }

  question() {
    return { document: REPORTS, variables: { filter: this.runs() } };
  }

  loaded() {
    this.ended = 0;
    this.unfollow = follow(
      CHANGES,
      { filter: this.runs(), after: this.data.changeCursor },
      ({ kind }) => {
        if (kind !== "RUN_FINISHED") return;
        this.ended++;
        this.requestUpdate();
      },
      () => this.load({ quiet: true }),
    );
  }

  /** The reports stay as they are until they are asked for anew: they are costly, and figures that change while they are read help nobody. */
  refresh() {
    this.ended = 0;
    for (const section of /** @type {NodeListOf<any>} */ (this.querySelectorAll("[data-report]"))) section.load({ quiet: true });
    this.requestUpdate();
  }

  /** The reports don't wait for what this page reads. */
  render() {
    return html`${this.head()}${this.error ? errorBox(this.error, () => this.load({ quiet: true })) : nothing}${this.sections()}`;
  }

  head() {
    const { search } = this.route;
    return html`<div class="head"><h1>${text.reports.title}</h1></div>
      <div class="filters">
        ${[...search].filter(([key]) => key in KEYS).map(([key, value]) => html`<span class="chip"><span class="quiet">${KEYS[key]}</span> <span class="name">${value}</span> <a href=${withoutParam(search, key, value)} aria-label="${text.runs.remove} ${KEYS[key]} ${value}">×</a></span>`)}
        <span class="segments" role="group" aria-label=${text.reports.within}>${DAYS.map((each) => html`<a aria-current=${days(search) === each ? "true" : nothing} href=${withParam(search, "days", each === 30 ? undefined : String(each))}>${text.unresolved.days(each)}</a>`)}</span>
        <form class="adder" @submit=${this.add}>
          <select name="key" aria-label=${text.runs.filter} @change=${(/** @type {any} */ e) => ((this.adding = e.target.value), this.requestUpdate())}>${Object.entries(KEYS).map(([key, words]) => html`<option value=${key}>${words}</option>`)}</select>
          <input name="value" required autocomplete="off" list="values" placeholder=${/** @type {any} */ (text.runs.examples)[this.adding] ?? text.runs.value} aria-label=${text.runs.value} />
          <datalist id="values">${(this.data?.facets[/** @type {any} */ (FACETS)[this.adding]] ?? []).map((/** @type {any} */ each) => html`<option value=${each.value}>${each.count}</option>`)}</datalist>
          <button class="small">${text.runs.add}</button>
        </form>
      </div>
      <div class="pill-place" aria-live="polite">${this.ended ? html`<button class="pill" @click=${this.refresh}>${text.reports.ended(this.ended)}</button>` : nothing}</div>`;
  }

  sections() {
    return html`<tr-flaky data-report .route=${this.route}></tr-flaky><tr-worth data-report .route=${this.route}></tr-worth><tr-retries data-report .route=${this.route}></tr-retries>`;
  }

  /** @param {Event} event */
  add(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const given = new FormData(form);
    const key = String(given.get("key"));
    go(withParam(this.route.search, key, String(given.get("value")).trim(), !ONE.includes(key)));
    form.reset();
  }
}

customElements.define("tr-reports", Reports);
