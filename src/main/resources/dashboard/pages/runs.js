/** The list of runs: filters in the address, pages both ways, rows that live without jumping. */
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { follow } from "../api.js";
import { Page, announce, button, empty, go, openRetry } from "../elements.js";
import { FAILED, seconds } from "../format.js";
import { merge } from "../store.js";
import { text, word } from "../strings.js";
import { ROW, row } from "./rows.js";
import { FIXED, KEYS, filterOf, shownValue, withFilter } from "./filter.js";

const SIZE = 50;
const STATUSES = ["FAILED", "RUNNING", "SUCCEEDED"];
const FACETS = { namespace: "namespaces", pipeline: "pipelines", reason: "reasons" };

const RUNS = `query Runs($first: Int, $after: String, $last: Int, $before: String, $filter: PipelineRunFilter, $others: PipelineRunFilter) {
  changeCursor
  pipelineRuns(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    totalCount { value isExact } nodes { ...Row } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
  facets: pipelineRunFacets(filter: $others) {
    isExact statuses { value count } namespaces { value count } pipelines { value count } reasons { value count }
  }
}
${ROW}`;

const CHANGES = `subscription($filter: PipelineRunFilter, $after: String) {
  pipelineRunsChanged(filter: $filter, after: $after) { cursor kind run { ...Row } }
}
${ROW}`;

class Runs extends Page {
  constructor() {
    super();
    /** @type {Set<string>} */
    this.chosen = new Set();
    /** @type {Set<string>} */
    this.fresh = new Set();
    this.adding = "namespace";
  }

  question() {
    const { search } = this.route;
    const before = search.get("before");
    const after = search.get("after");
    return {
      document: RUNS,
      variables: { filter: filterOf(search), others: { ...filterOf(search), statuses: undefined }, ...(before ? { last: SIZE, before } : { first: SIZE, after }) },
    };
  }

  loaded() {
    this.fresh.clear();
    const shown = new Set(this.data.pipelineRuns.nodes.map((/** @type {any} */ run) => run?.id));
    for (const id of this.chosen) if (!shown.has(id)) this.chosen.delete(id);
    const { lineageOutcomes, ...filter } = filterOf(this.route.search);
    this.unfollow = follow(
      CHANGES,
      { filter, after: this.data.changeCursor },
      ({ run }) => {
        if (!run) return;
        if (shown.has(run.id)) {
          merge(run);
        } else if (!lineageOutcomes && run.createdAt >= (this.newest() ?? "") && !this.fresh.has(run.id)) {
          this.fresh.add(run.id);
          this.requestUpdate();
        }
      },
      () => this.load({ quiet: true }),
    );
  }

  newest() {
    return this.data.pipelineRuns.nodes[0]?.createdAt;
  }

  /** @param {unknown} inner */
  frame(inner) {
    return html`<div class="head"><h1>${text.runs.title}</h1></div>${this.filters(this.route.search)}${inner}`;
  }

  content() {
    const { nodes, totalCount, pageInfo } = this.data.pipelineRuns;
    const runs = nodes.filter(Boolean);
    const longest = Math.max(...runs.map((/** @type {any} */ run) => seconds(run) ?? 0));
    const { search } = this.route;
    return html`<div class="head"><h1>${text.runs.title}</h1><span class="quiet">${text.runs.total(totalCount.value, totalCount.isExact)}</span></div>
      ${this.filters(search)}
      <div class="pill-place" aria-live="polite">${this.fresh.size ? html`<button class="pill" @click=${this.showFresh}>${text.runs.fresh(this.fresh.size)}</button>` : nothing}</div>
      ${runs.length
        ? html`<div class="scroll"><table class="list runs-list">
            <thead><tr><th class="c-check">${this.checkAll(runs)}</th>${Object.entries(text.runs.columns).map(([key, words]) => html`<th class="c-${key === "started" ? "time" : key}">${words}</th>`)}</tr></thead>
            <tbody>${repeat(runs, (/** @type {any} */ run) => run.id, (/** @type {any} */ run) => html`<tr class=${this.chosen.has(run.id) ? "chosen" : ""}><td class="c-check">${this.check(run)}</td>${row(run, longest)}</tr>`)}</tbody>
          </table></div>`
        : empty(search.size ? text.runs.empty : text.runs.none, search.size ? html`<a href="/runs">${text.runs.clear}</a>` : undefined)}
      ${this.pages(pageInfo)}
      ${this.chosen.size
        ? html`<div class="bulk" role="region" aria-label=${text.runs.selected(this.chosen.size)}><span>${text.runs.selected(this.chosen.size)}</span>
            ${button({ label: text.runs.retry, primary: true, onClick: () => openRetry({ runs: runs.filter((/** @type {any} */ run) => this.chosen.has(run.id)) }) })}
            <button @click=${() => (this.chosen.clear(), this.requestUpdate())}>${text.retry.cancel}</button></div>`
        : nothing}`;
  }

  showFresh() {
    const search = new URLSearchParams(this.route.search);
    const paged = search.has("after") || search.has("before");
    search.delete("after");
    search.delete("before");
    if (paged) go(`/runs?${search}`);
    else this.load({ quiet: true });
  }

  /** @param {any} run */
  canBeChosen(run) {
    return FAILED.includes(run.status) && run.viewerCanRetry !== false && (!run.lineage.latest || run.lineage.latest.id === run.id);
  }

  /** @param {any} run */
  check(run) {
    if (!this.canBeChosen(run)) return nothing;
    return html`<input type="checkbox" aria-label="${text.runs.select} ${run.name}" .checked=${this.chosen.has(run.id)} @change=${() => this.choose([run])} />`;
  }

  /** @param {any[]} runs */
  checkAll(runs) {
    const can = runs.filter((run) => this.canBeChosen(run));
    if (!can.length) return html`<span class="sr">${text.runs.select}</span>`;
    const all = can.every((run) => this.chosen.has(run.id));
    return html`<input type="checkbox" aria-label=${text.runs.selectAll} title=${text.runs.selectAll} .checked=${all} @change=${() => this.choose(can, !all)} />`;
  }

  /** @param {any[]} runs @param {boolean} [on] */
  choose(runs, on) {
    for (const { id } of runs) {
      if (on ?? !this.chosen.has(id)) this.chosen.add(id);
      else this.chosen.delete(id);
    }
    announce(text.runs.selected(this.chosen.size));
    this.requestUpdate();
  }

  /** @param {any} info */
  pages(info) {
    const to = (/** @type {string} */ key, /** @type {string} */ cursor) => {
      const search = new URLSearchParams(this.route.search);
      search.delete("after");
      search.delete("before");
      if (key) search.set(key, cursor);
      return `/runs${search.size ? `?${search}` : ""}`;
    };
    if (!info.hasNextPage && !info.hasPreviousPage) return nothing;
    return html`<nav class="pages" aria-label="List">
      ${info.hasPreviousPage ? html`<a href=${to("", "")}>${text.runs.newest}</a><a rel="prev" href=${to("before", info.startCursor)}>← ${text.runs.newer}</a>` : nothing}
      ${info.hasNextPage ? html`<a rel="next" href=${to("after", info.endCursor)}>${text.runs.older} →</a>` : nothing}
    </nav>`;
  }

  /** @param {URLSearchParams} search */
  filters(search) {
    const chips = [...search].filter(([key]) => key in KEYS && key !== "status");
    return html`<div class="filters">
      ${chips.map(([key, value]) => html`<span class="chip"><span class="quiet">${KEYS[key]}</span> ${shownValue(key, value)}
        <a href=${withFilter(search, key, value, false)} aria-label="${text.runs.remove} ${KEYS[key]} ${value}">×</a></span>`)}
      ${this.quick(search)}
      <form class="adder" @submit=${this.add}>
        <select name="key" aria-label=${text.runs.filter} @change=${(/** @type {any} */ e) => ((this.adding = e.target.value), this.requestUpdate())}>${Object.entries(KEYS).filter(([key]) => !FIXED.includes(key)).map(([key, words]) => html`<option value=${key}>${words}</option>`)}</select>
        <input name="value" required autocomplete="off" list="values" placeholder=${/** @type {any} */ (text.runs.examples)[this.adding] ?? text.runs.value} aria-label=${text.runs.value} />
        <datalist id="values">${(this.data?.facets[/** @type {any} */ (FACETS)[this.adding]] ?? []).map((/** @type {any} */ each) => html`<option value=${each.value}>${each.count}</option>`)}</datalist>
        <button class="small">${text.runs.add}</button>
      </form>
    </div>`;
  }

  /** @param {URLSearchParams} search */
  quick(search) {
    const { statuses, isExact } = this.data?.facets ?? { statuses: [], isExact: true };
    const counts = new Map(statuses.map((/** @type {any} */ each) => [each.value, each.count]));
    const shown = [...STATUSES, ...[...counts.keys()].filter((each) => !STATUSES.includes(each))];
    return html`<span class="segments" role="group" aria-label=${text.runs.status}>${shown.map((each) => {
      const on = search.getAll("status").includes(each);
      return html`<a aria-current=${on ? "true" : nothing} href=${withFilter(search, "status", each, !on)}>${word(text.status, each)} ${this.data ? html`<span class="count">${(counts.get(each) ?? 0).toLocaleString("en")}${isExact ? "" : "+"}</span>` : nothing}</a>`;
    })}</span>`;
  }

  /** @param {Event} event */
  add(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const given = new FormData(form);
    go(withFilter(this.route.search, String(given.get("key")), String(given.get("value")).trim(), true));
    form.reset();
  }
}

customElements.define("tr-runs", Runs);
