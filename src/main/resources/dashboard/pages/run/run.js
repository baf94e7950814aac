/** The page of a run: its attempts, tasks as graph, timeline and table, and the chosen task beside them. */
import { html, nothing } from "lit";
import { PARTLY, follow, query } from "../../api.js";
import { Page, announce, button, copyButton, go, openRetry, unknownRun } from "../../elements.js";
import { FAILED, exactly, isOver, name, plain, runPath, seconds, source, status, taskPath, took, when } from "../../format.js";
import { merge } from "../../store.js";
import { text, word } from "../../strings.js";
import { SCALE, graph } from "./graph.js";
import { flakes, key, mark } from "../flakes.js";
import { eventList } from "./task.js";

const PAGE = 100;
const MOST_TASKS = 1000;
const VIEW = "tekton-retry.view";
/** With more tasks the graph is drawn before the table below it. */
const MANY_TASKS = 50;

const HEAD = `fragment Head on PipelineRun {
  id uid namespace name pipelineName status reason message failureClass createdAt startedAt finishedAt duration attemptNumber
  existsInCluster stalledSince source { repository revision branch pullRequest job url }
  retryInfo { requestedBy { name } origin inferred reason }
  lineage { id outcome attemptCount latest { id namespace name status attemptNumber } }
}`;
const TASK = `fragment TaskRow on PipelineTask {
  id name taskName isFinally status skipReason attemptCount
  latestAttempt { id number status reason message failureClass startedAt finishedAt duration }
  reusedFrom { id number status startedAt finishedAt duration run { id namespace name attemptNumber } }
  attempts(first: 20) { nodes { id number status startedAt finishedAt duration } }
}`;
const RUN = `query Run($namespace: String!, $name: String!) {
  changeCursor
  pipelineRun(namespace: $namespace, name: $name) {
    ...Head
    viewerCanRetry retryability { retryable refusals { code message tasks relatedRun { id namespace name } } }
    params { name value } results { name value } labels { key value }
    completeness { complete unobservedChildren { name pipelineTaskName } gaps { kind from to reason } quarantined }
    lineage { runs(first: 100) { nodes { id namespace name status attemptNumber createdAt retryInfo { inferred } } } }
    retryOf { id namespace name }
    events(last: 100) { nodes { type reason message count lastAt involvedObject { kind name } } }
    tasks(first: ${PAGE}) { totalCount pageInfo { hasNextPage endCursor } nodes { ...TaskRow dependsOn } }
  }
}
${HEAD} ${TASK}`;
const MORE_TASKS = `query MoreTasks($id: ID!, $after: String) {
  node(id: $id) { ... on PipelineRun { id tasks(first: ${PAGE}, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...TaskRow dependsOn } } } }
}
${TASK}`;
const CHANGES = `subscription($id: ID!, $after: String) {
  retryLineageChanged(id: $id, after: $after) { cursor kind run { ...Head } task { run { id } ...TaskRow } }
}
${HEAD} ${TASK}`;

/** Refusals with which a dialog has nothing to offer. */
const FINAL = ["FORBIDDEN", "STILL_RUNNING", "CHILDREN_RUNNING", "TERMINATING", "CHILD_RUN", "SUCCEEDED", "NOT_LATEST_ATTEMPT", "RETRY_DISABLED", "RETRY_LIMIT_REACHED", "RUN_TOO_OLD", "NO_RESOLVED_SPEC", "UNVERIFIED"];

class Run extends Page {
  constructor() {
    super();
    this.view = localStorage.getItem(VIEW) ?? "graph";
    /** @type {any} */
    this.timeline = undefined;
    /** @type {Awaited<ReturnType<typeof flakes>> | undefined} */
    this.flakes = undefined;
    /** The run whose graph has been drawn. @type {string | undefined} */
    this.drawn = undefined;
  }

  key() {
    return `${this.route.params.namespace}/${this.route.params.name}`;
  }

  question() {
    const { namespace, name } = this.route.params;
    return { document: RUN, variables: { namespace, name } };
  }

  /** @param {AbortSignal} signal */
  async ask(signal) {
    const data = await super.ask(signal);
    const tasks = data.pipelineRun?.tasks;
    for (let page = tasks?.pageInfo; page?.hasNextPage && tasks.nodes.length < MOST_TASKS; ) {
      const more = await query(MORE_TASKS, { id: data.pipelineRun.id, after: page.endCursor }, signal);
      tasks.nodes.push(...more.node.tasks.nodes);
      page = more.node.tasks.pageInfo;
      data[PARTLY] ??= more[PARTLY];
    }
    return data;
  }

  get run() {
    return this.data?.pipelineRun;
  }

  loaded() {
    const { run } = this;
    if (!run || this.redirect()) return;
    if (this.view === "timeline") this.show("timeline");
    this.unfollow = follow(CHANGES, { id: run.id, after: this.data.changeCursor }, (change) => this.changed(change), () => this.load({ quiet: true }));
    this.mark();
  }

  /** Asks which tasks are flaky, once the tasks are shown. */
  async mark() {
    const { run } = this;
    if (!run.pipelineName || !run.tasks.nodes.length) return;
    this.flakes = await flakes({ namespaces: [run.namespace], pipelineNames: [run.pipelineName] }, true);
    this.requestUpdate();
  }

  /** @param {string | undefined} task */
  flake(task) {
    const { run } = this;
    return task ? this.flakes?.get(key(run.namespace, run.pipelineName, task)) : undefined;
  }

  /** Leads from an attempt that the address asks for to its run. */
  redirect() {
    const wanted = this.route.search.get("attempt");
    const { run } = this;
    const { task } = this.route.params;
    if (!wanted || (task && wanted !== "latest")) return false;
    const attempts = [run.lineage.latest, ...run.lineage.runs.nodes.filter((/** @type {any} */ each) => each && !each.retryInfo?.inferred)];
    const found = wanted === "latest" ? run.lineage.latest : attempts.find((each) => String(each.attemptNumber) === wanted);
    if (!found) return false;
    const search = new URLSearchParams(this.route.search);
    search.delete("attempt");
    go(`${runPath(found)}${task ? `/tasks/${encodeURIComponent(task)}` : ""}${search.size ? `?${search}` : ""}`, { replace: true });
    return found.id !== run.id;
  }

  /** @param {any} change */
  changed({ kind, run, task }) {
    const before = this.run.status;
    const known = this.run.tasks.nodes.some((/** @type {any} */ each) => each.id === task?.id);
    merge({ run, task });
    const isMine = run?.id === this.run.id;
    if (isMine && before !== this.run.status) announce(`${this.run.name}: ${word(text.status, this.run.status)}`);
    const isNews = kind === "RUN_CREATED" || kind === "RETRY_CREATED" || kind === "RUN_FINISHED" || (isMine && before !== this.run.status);
    if (isNews || (task && task.run?.id === this.run.id && !known)) this.loadSoon();
    if (task && task.name === this.chosen()) /** @type {any} */ (this.querySelector("tr-task"))?.loadSoon();
  }

  tasks() {
    return this.run.tasks.nodes.filter(Boolean);
  }

  /** The task of the address, or the one that matters most. */
  chosen() {
    const asked = this.route.params.task;
    if (asked) return asked;
    const tasks = this.tasks();
    const of = (/** @type {string[]} */ ...statuses) => tasks.find((/** @type {any} */ task) => statuses.includes(task.status));
    return (of("FAILED", "TIMED_OUT") ?? of("RUNNING") ?? of("CANCELLED", "UNOBSERVED") ?? tasks[0])?.name;
  }

  content() {
    const { run } = this;
    if (!run) return unknownRun(this.route.params);
    const chosen = this.chosen();
    const task = this.tasks().find((/** @type {any} */ each) => each.name === chosen);
    return html`${this.header()}${this.notes()}${this.attempts()}
      <div class="split">
        <section class="box" aria-label=${text.run.tasks}>${this.views(chosen)}</section>
        <tr-task class="box" .run=${run} .task=${task} .name=${chosen} .search=${this.route.search} .flake=${this.flake(chosen)}></tr-task>
      </div>
      ${this.facts()}`;
  }

  header() {
    const { run } = this;
    const asker = run.retryInfo;
    return html`<div class="run-head">
      <div class="crumbs"><a href="/runs">${text.pages.runs}</a> / <a href="/runs?namespace=${encodeURIComponent(run.namespace)}">${run.namespace}</a></div>
      <div class="run-title"><h1>${name(run.name)}</h1>${copyButton(run.name)}<span class="spacer"></span>${this.retryButton()}</div>
      <div class="run-line">${status(run.status)}
        ${run.reason && !["Failed", "Succeeded", "Running", "Completed"].includes(run.reason) ? html`<span>${run.reason}</span>` : nothing}
        ${run.failureClass ? html`<span class="badge" title=${text.runs.cause}>${word(text.failureClass, run.failureClass)}</span>` : nothing}
        ${run.lineage.attemptCount > 1 ? html`<span class="badge o-${run.lineage.outcome}">${word(text.outcome, run.lineage.outcome)}</span>` : nothing}
        ${source(run)}
        ${run.pipelineName ? html`<span class="quiet">${text.run.pipeline} ${name(run.pipelineName)}</span>` : nothing}
        <span class="quiet">${when(run.startedAt ?? run.createdAt)}</span>
        ${seconds(run) === null ? nothing : html`<span class="quiet">${took(run)}</span>`}
        ${asker && !asker.inferred && asker.requestedBy ? html`<span class="quiet">${text.run.retriedBy} ${asker.requestedBy.name}${asker.reason ? html`: “${asker.reason}”` : nothing}</span>` : nothing}
      </div>
      ${run.message && run.status !== "SUCCEEDED" ? html`<p class="run-message">${run.message}</p>` : nothing}
    </div>`;
  }

  retryButton() {
    const { run } = this;
    if (run.status === "SUCCEEDED" || !isOver(run.status)) {
      if (!run.stalledSince) return nothing;
    }
    const final = run.retryability.refusals.find((/** @type {any} */ each) => FINAL.includes(each.code));
    const why = run.viewerCanRetry === false ? text.run.noRight : run.viewerCanRetry === undefined ? text.run.askingFailed : final?.message;
    return button({ label: text.run.retry, primary: true, why, onClick: () => openRetry({ runs: [run] }) });
  }

  notes() {
    const { run } = this;
    const { latest } = run.lineage;
    return html`${latest.id !== run.id && !run.retryInfo?.inferred
        ? html`<div class="note ${FAILED.includes(latest.status) ? "" : "good"}"><div>${text.run.newer(latest.attemptNumber, word(text.status, latest.status).toLowerCase())}</div><a class="button small" href=${runPath(latest)}>${text.run.show}</a></div>`
        : nothing}
      ${run.stalledSince ? html`<div class="note warn">${text.run.stalled}</div>` : nothing}
      ${run.retryInfo?.inferred ? html`<div class="note"><div>${text.run.inferred} ${run.retryOf ? html`<a class="link" href=${runPath(run.retryOf)}>${run.retryOf.name}</a>` : nothing}</div></div>` : nothing}
      ${run.existsInCluster ? nothing : html`<div class="note">${text.run.deleted}</div>`}
      ${run.completeness.complete ? nothing : html`<div class="note warn">${text.run.incomplete(run.completeness)}</div>`}`;
  }

  attempts() {
    const { run } = this;
    const all = run.lineage.runs.nodes.filter((/** @type {any} */ each) => each && !each.retryInfo?.inferred);
    if (all.length < 2) return nothing;
    const task = this.route.params.task;
    return html`<nav class="attempts" aria-label=${text.run.attempts}>
      ${all.map((/** @type {any} */ each) => html`<a href=${task ? taskPath(each, task) : runPath(each)} aria-current=${each.id === run.id ? "page" : nothing}>
        ${text.run.attempt(each.attemptNumber)} ${status(each.status)}</a>`)}
      <a class="quiet" href="${runPath(run)}/lineage">${text.run.lineage}</a>
    </nav>`;
  }

  /** @param {string} view */
  async show(view) {
    this.view = view;
    localStorage.setItem(VIEW, view);
    if (view === "timeline") this.timeline ??= (await import("./timeline.js")).timeline;
    this.requestUpdate();
  }

  /** @param {string | undefined} chosen */
  views(chosen) {
    const { run } = this;
    const tasks = this.tasks();
    if (!tasks.length) return html`<p class="quiet pad">${text.run.noTasks}</p>`;
    const given = { run, tasks, chosen };
    return html`<div class="box-head"><span class="segments" role="group" aria-label=${text.run.tasks}>
        ${Object.entries(text.run.views).map(([key, words]) => html`<button aria-pressed=${this.view === key} @click=${() => this.show(key)}>${words}</button>`)}</span>
        ${run.tasks.totalCount > MOST_TASKS ? html`<span class="quiet">${text.run.moreTasks(MOST_TASKS)}</span>` : nothing}</div>
      ${this.view === "graph" ? graph(given) : nothing}
      ${this.view === "timeline" && this.timeline ? this.timeline(given) : nothing}
      ${this.view === "graph" && tasks.length > MANY_TASKS && this.drawn !== run.id ? nothing : this.table(tasks, chosen)}`;
  }

  /** @param {any[]} tasks @param {string | undefined} chosen */
  table(tasks, chosen) {
    const { run } = this;
    const columns = text.run.columns;
    return html`<div class="tasks-scroll ${this.view === "table" ? "" : "beside"}"><table class="tasks">
      <caption class="sr">${text.run.tasks}</caption>
      <thead><tr><th>${columns.task}</th><th>${columns.status}</th><th>${columns.attempts}</th><th>${columns.started}</th><th>${columns.duration}</th></tr></thead>
      <tbody>${tasks.map((task) => {
        const at = task.status === "REUSED" ? task.reusedFrom : task.latestAttempt;
        return html`<tr class=${task.name === chosen ? "chosen" : ""}>
          <th scope="row"><a href=${taskPath(run, task.name)} aria-current=${task.name === chosen ? "true" : nothing} @click=${(/** @type {Event} */ event) => this.choose(event, task)}>${name(task.name)}</a>${mark(this.flake(task.name))}
            ${task.isFinally ? html`<span class="quiet">${text.run.finally}</span>` : nothing}</th>
          <td>${status(task.status)}${task.status === "REUSED" && at ? html` <a class="quiet link" href=${taskPath(at.run, task.name)}>${text.run.from(at.run.attemptNumber)}</a>` : nothing}
            ${task.skipReason ? html`<div class="quiet">${task.skipReason}</div>` : nothing}</td>
          <td>${task.attemptCount || nothing}</td><td class="nowrap">${when(at?.startedAt)}</td><td class="nowrap">${at ? took(at) : nothing}</td></tr>`;
      })}</tbody></table></div>`;
  }

  /** @param {Event} event @param {any} task */
  choose(event, task) {
    const click = /** @type {MouseEvent} */ (event);
    if (click.ctrlKey || click.metaKey || click.shiftKey) return;
    event.preventDefault();
    go(taskPath(this.run, task.name), { replace: true });
  }

  facts() {
    const { run } = this;
    const values = (/** @type {string} */ title, /** @type {any[]} */ all) =>
      all.length ? html`<details class="box facts"><summary>${title} <span class="quiet">${all.length}</span></summary><dl>${all.map((each) => html`<dt>${each.name ?? each.key}</dt><dd><code>${plain(each.value)}</code></dd>`)}</dl></details>` : nothing;
    return html`<div class="stack">${values(text.run.results, run.results)}${values(text.run.params, run.params)}${values(text.run.labels, run.labels)}
      ${run.events.nodes.length ? html`<details class="box facts"><summary>${text.run.events} <span class="quiet">${run.events.nodes.length}</span></summary>${eventList(run.events.nodes, true)}</details>` : nothing}
      ${run.completeness.complete ? html`<p class="quiet">${text.run.complete}</p>` : nothing}
      <p class="quiet">${text.run.created} ${exactly(run.createdAt)} · UID ${run.uid}</p></div>`;
  }

  updated() {
    const { run } = this;
    if (run && this.drawn !== run.id) requestAnimationFrame(() => setTimeout(() => ((this.drawn = run.id), this.requestUpdate())));
    const picture = /** @type {SVGElement | null} */ (this.querySelector(".graph > svg"));
    if (picture) {
      const width = Number(picture.getAttribute("width"));
      picture.style.maxWidth = `${width}px`;
      picture.style.minWidth = `${Math.round(width * SCALE)}px`;
    }
  }
}

customElements.define("tr-run", Run);
