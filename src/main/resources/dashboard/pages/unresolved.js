/** What failed and has not recovered, the newest first, with the cause beside it: where most people begin. */
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { follow } from "../api.js";
import { Page, announce, button, empty, openRetry } from "../elements.js";
import { name, runPath, source, statusIcon, taskPath, when } from "../format.js";
import { text, word } from "../strings.js";
import { flakes, key, mark } from "./flakes.js";
import { attemptBadge } from "./rows.js";

const SIZE = 50;
const DAY = 86400000;
const SOON = 2000;
const MARKS_AGE = 60000;
const DAYS = [1, 7, 30, 90];
const UNRESOLVED = `query Unresolved($filter: PipelineRunFilter, $first: Int!, $after: String) {
  changeCursor
  unresolvedFailures(first: $first, after: $after, filter: $filter) {
    totalCount { value isExact } pageInfo { hasNextPage endCursor }
    nodes {
      cause { key text } failureClass failedTaskCount
      failedTasks(first: 3) { name status lastLogLine lastLogLineMissing attempt { id number message } }
      run {
        id namespace name pipelineName status reason message createdAt startedAt finishedAt duration attemptNumber viewerCanRetry
        source { repository revision branch pullRequest job url } lineage { id attemptCount outcome }
      }
    }
  }
  recovered: pipelineRuns(first: 1, filter: {statuses: [SUCCEEDED], latestAttemptOnly: true}) { nodes { id namespace name finishedAt } }
}`;
const CHANGES = `subscription($after: String) { pipelineRunsChanged(after: $after) { cursor kind } }`;

class Unresolved extends Page {
  constructor() {
    super();
    /** @type {Set<string>} */ this.chosen = new Set();
    this.isGrouped = true;
    /** @type {Set<string>} */ this.opened = new Set();
    /** @type {Awaited<ReturnType<typeof flakes>> | undefined} */ this.flakes = undefined;
    this.marked = 0;
  }

  get days() {
    return Number(this.route.search.get("days") ?? 7);
  }

  question() {
    const namespaces = this.route.search.getAll("namespace");
    return {
      document: UNRESOLVED,
      variables: {
        first: SIZE,
        after: this.route.search.get("after"),
        filter: {
          ...(namespaces.length ? { namespaces } : {}),
          createdAt: { from: new Date(Date.now() - this.days * DAY).toISOString() },
        },
      },
    };
  }

  loaded() {
    for (const id of this.chosen) if (!this.failures().some((/** @type {any} */ each) => each.run.id === id)) this.chosen.delete(id);
    this.unfollow = follow(
      CHANGES,
      { after: this.data.changeCursor },
      ({ kind }) => {
        if (kind !== "TASK_UPDATED") this.loadSoon(SOON);
      },
      () => this.load({ quiet: true }),
    );
    this.mark();
  }

  /** Asks which of the failed tasks are flaky, once for all of them. It is a costly question, and its answer changes slowly. */
  async mark() {
    if (this.marked + MARKS_AGE > Date.now()) return;
    const all = this.failures().filter((/** @type {any} */ each) => each.run.pipelineName && each.failedTasks.length);
    if (!all.length) return;
    this.marked = Date.now();
    const sorted = (/** @type {string[]} */ values) => [...new Set(values)].sort();
    this.flakes = await flakes({
      namespaces: sorted(all.map((/** @type {any} */ each) => each.run.namespace)),
      pipelineNames: sorted(all.map((/** @type {any} */ each) => each.run.pipelineName)),
      taskNames: sorted(all.map((/** @type {any} */ each) => each.failedTasks[0].name)),
    });
    this.requestUpdate();
  }

  failures() {
    return this.data.unresolvedFailures.nodes.filter(Boolean);
  }

  content() {
    const failures = this.failures();
    const { totalCount: total, pageInfo } = this.data.unresolvedFailures;
    const groups = this.isGrouped ? grouped(failures) : failures.map((/** @type {any} */ each) => ({ key: each.run.id, failures: [each] }));
    const chosen = failures.map((/** @type {any} */ each) => each.run).filter((/** @type {any} */ run) => this.chosen.has(run.id));
    return html`<div class="head"><h1>${text.unresolved.title}</h1><span class="quiet" role="status">${failures.length ? text.unresolved.total(total.value, total.isExact) : nothing}</span></div>
      <div class="filters">${this.chips()}
        <span class="segments" role="group" aria-label=${text.unresolved.within}>${DAYS.map((days) => html`<a aria-current=${this.days === days ? "true" : nothing} href=${this.to({ days: String(days) })}>${text.unresolved.days(days)}</a>`)}</span>
        <label class="check"><input type="checkbox" .checked=${this.isGrouped} @change=${(/** @type {any} */ e) => ((this.isGrouped = e.target.checked), this.requestUpdate())} /> ${text.unresolved.group}</label></div>
      ${failures.length
        ? html`<ul class="failures box">${repeat(groups, (/** @type {any} */ group) => group.key, (/** @type {any} */ group) => this.group(group))}</ul>`
        : this.nothingBroken()}
      ${pageInfo.hasNextPage || this.route.search.has("after")
        ? html`<nav class="pages" aria-label=${text.unresolved.title}>${this.route.search.has("after") ? html`<a href=${this.to({}, this.route.search.get("after") ?? "")}>${text.runs.newest}</a>` : nothing}${pageInfo.hasNextPage ? html`<a rel="next" href=${this.to({ after: pageInfo.endCursor })}>${text.runs.older} →</a>` : nothing}</nav>`
        : nothing}
      ${chosen.length
        ? html`<div class="bulk" role="region" aria-label=${text.runs.selected(chosen.length)}><span>${text.runs.selected(chosen.length)}</span>
            ${button({ label: text.runs.retry, primary: true, onClick: () => openRetry({ runs: chosen }) })}
            <button @click=${() => (this.chosen.clear(), this.requestUpdate())}>${text.retry.cancel}</button></div>`
        : nothing}`;
  }

  nothingBroken() {
    const last = this.data.recovered.nodes[0];
    return empty(text.unresolved.empty, html`<p>${text.unresolved.emptyWhy}</p>${last ? html`<p>${text.unresolved.last} <a href=${runPath(last)}>${last.name}</a> ${when(last.finishedAt)}</p>` : nothing}`);
  }

  chips() {
    return this.route.search.getAll("namespace").map((each) => html`<span class="chip"><span class="quiet">${text.runs.namespace}</span> ${each} <a href=${this.to({}, each)} aria-label="${text.runs.remove} ${each}">×</a></span>`);
  }

  /** @param {Record<string, string>} set @param {string} [without] */
  to(set, without) {
    const search = new URLSearchParams([...this.route.search].filter(([key, value]) => !(key in set) && value !== without));
    for (const [key, value] of Object.entries(set)) search.set(key, value);
    return `/${search.size ? `?${search}` : ""}`;
  }

  /** @param {{key: string, failures: any[]}} group */
  group({ key, failures }) {
    const [first, ...others] = failures;
    if (!others.length) return html`<li>${this.failure(first)}</li>`;
    const open = this.opened.has(key);
    const runs = failures.map((each) => each.run).filter((run) => run.viewerCanRetry !== false);
    const all = runs.every((run) => this.chosen.has(run.id));
    return html`<li class="cause-group">
      <div class="cause-head"><input type="checkbox" aria-label="${text.runs.select}: ${first.cause.text}" .checked=${all} .indeterminate=${!all && runs.some((run) => this.chosen.has(run.id))} @change=${() => this.choose(runs, !all)} />
        <button class="plain" aria-expanded=${open} @click=${() => (open ? this.opened.delete(key) : this.opened.add(key), this.requestUpdate())}><span class="caret" aria-hidden="true"></span><strong>${first.cause.text}</strong> <span class="badge">${text.unresolved.same(failures.length)}</span></button></div>
      <ul>${(open ? failures : [first]).map((each) => html`<li>${this.failure(each)}</li>`)}</ul></li>`;
  }

  /** @param {any} failure */
  failure({ run, cause, failureClass, failedTasks, failedTaskCount }) {
    const task = failedTasks[0];
    const words = task?.lastLogLine ?? task?.attempt?.message ?? run.message ?? cause.text;
    const names = failedTasks.map((/** @type {any} */ each) => each.name).join(", ");
    return html`<div class="failure ${this.chosen.has(run.id) ? "chosen" : ""}">
      <span class="f-check">${run.viewerCanRetry === false ? nothing : html`<input type="checkbox" aria-label="${text.runs.select} ${run.name}" .checked=${this.chosen.has(run.id)} @change=${() => this.choose([run], !this.chosen.has(run.id))} />`}</span>
      <span class="f-main">${statusIcon(run.status)} <a class="f-name" href=${runPath(run)}>${name(run.name)}</a> ${attemptBadge(run)}</span>
      <span class="quiet f-ns"><a href=${this.to({ namespace: run.namespace })}>${name(run.namespace)}</a></span>
      <span class="f-source">${source(run)}</span>
      <span class="f-task">${task ? html`<a href=${taskPath(run, task.name)}>${name(task.name)}</a>${mark(this.flakes?.get(key(run.namespace, run.pipelineName, task.name)))}${failedTaskCount > 1 ? html` <span class="quiet" title=${names}>+${failedTaskCount - 1}</span>` : nothing}` : html`<span class="quiet">${text.unresolved.noTask}</span>`}</span>
      <span class="f-class">${failureClass ? html`<span class="badge">${word(text.failureClass, failureClass)}</span>` : nothing}</span>
      <span class="quiet f-time">${when(run.finishedAt ?? run.createdAt)}</span>
      <span class="f-button">${button({ label: text.retry.title, small: true, why: run.viewerCanRetry === false ? text.run.noRight : undefined, onClick: () => openRetry({ runs: [run] }) })}</span>
      <code class="f-log" title=${words}>${words}</code>
    </div>`;
  }

  /** @param {any[]} runs @param {boolean} on */
  choose(runs, on) {
    for (const { id } of runs) on ? this.chosen.add(id) : this.chosen.delete(id);
    announce(text.runs.selected(this.chosen.size));
    this.requestUpdate();
  }
}

/** Failures of one cause together, in the order of the first of each. @param {any[]} failures */
function grouped(failures) {
  /** @type {Map<string, {key: string, failures: any[]}>} */
  const groups = new Map();
  for (const failure of failures) {
    const { key } = failure.cause;
    /** @type {{key: string, failures: any[]}} */
    const group = groups.get(key) ?? { key, failures: [] };
    group.failures.push(failure);
    groups.set(key, group);
  }
  return [...groups.values()];
}

customElements.define("tr-unresolved", Unresolved);
