/** The chosen task of a run: its attempts over the whole lineage, steps, logs, results, pod and Events. */
import { html, nothing } from "lit";
import { query } from "../../api.js";
import { Element, copyButton, errorBox, skeleton } from "../../elements.js";
import { name, plain, runPath, safe, seconds, status, statusIcon, taskPath, took, when } from "../../format.js";
import { listen, merge } from "../../store.js";
import { text, word } from "../../strings.js";
import { said } from "../flakes.js";

const SOON = 300;
const SLOW = 150;

const TASK = `query Task($id: ID!) {
  node(id: $id) { ... on PipelineTask {
    id
    run { id events(last: 100) { nodes { type reason message count lastAt involvedObject { kind name } } } }
    lineageAttempts(last: 50) { totalCount nodes {
      id number numberInTaskRun matrixIndex cause status reason message failureClass podName taskRunName startedAt finishedAt duration
      pod { node phase reason message disrupted deletedAt containers { name reason message exitCode } }
      results { name value } steps { name exitCode reason startedAt finishedAt logTail logTailMissing }
      logLinks { name url step } overridden { task } run { id namespace name attemptNumber }
    } }
  } }
}`;

class Task extends Element {
  static properties = { run: { attribute: false }, task: { attribute: false }, name: { attribute: false }, search: { attribute: false }, flake: { attribute: false } };

  constructor() {
    super();
    /** @type {any} */ this.run = undefined;
    /** @type {any} */ this.task = undefined;
    /** @type {string | undefined} */ this.name = undefined;
    /** @type {URLSearchParams} */ this.search = new URLSearchParams();
    /** @type {any} */ this.detail = undefined;
    /** @type {any} */ this.error = undefined;
    /** @type {string | undefined} */ this.of = undefined;
    /** @type {string | undefined} */ this.attempt = undefined;
    /** @type {string | undefined} */ this.step = undefined;
    /** @type {import("../flakes.js").Flake | undefined} */ this.flake = undefined;
    this.isSlow = false;
    /** Whether the module that shows whole logs is here. */
    this.whole = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.unlisten = listen(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unlisten?.();
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (this.task && this.task.id !== this.of) {
      this.of = this.task.id;
      this.detail = undefined;
      this.attempt = this.step = undefined;
      this.whole = "";
      this.load();
    }
    if (changed.has("search")) {
      this.attempt = undefined;
      this.step = this.search.get("step") ?? undefined;
    }
  }

  async load() {
    const of = this.of;
    this.error = undefined;
    const slow = setTimeout(() => ((this.isSlow = true), this.requestUpdate()), SLOW);
    try {
      const { node } = merge(await query(TASK, { id: of }));
      if (of === this.of) this.detail = node;
    } catch (failure) {
      if (of === this.of) this.error = failure;
    } finally {
      clearTimeout(slow);
      this.isSlow = false;
      this.requestUpdate();
    }
  }

  loadSoon() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.load(), SOON);
  }

  render() {
    if (!this.task) return html`<p class="quiet pad">${this.name ? html`<strong>${this.name}</strong> ` : nothing}${text.task.choose}</p>`;
    const attempts = (this.detail?.lineageAttempts?.nodes ?? []).filter(Boolean);
    const shown = this.shown(attempts);
    return html`<div class="box-head"><h2>${name(this.task.name)}</h2>${status(this.task.status)}</div>
      ${this.error ? errorBox(this.error, () => this.load()) : nothing}
      ${this.task.status === "REUSED" && this.task.reusedFrom
        ? html`<p class="pad-x quiet">${text.task.reused(this.task.reusedFrom.run.name, this.task.reusedFrom.number)} <a class="link" href=${runPath(this.task.reusedFrom.run)}>${text.run.show}</a></p>`
        : nothing}
      ${this.task.skipReason ? html`<p class="pad-x">${this.task.skipReason}</p>` : nothing}
      ${!this.detail ? (this.isSlow ? html`<div class="pad-x">${skeleton(4)}</div>` : nothing) : attempts.length ? html`${this.list(attempts, shown)}${this.flakes(shown)}${this.one(shown)}` : html`<p class="pad quiet">${text.task.none}</p>`}`;
  }

  /** The attempt of the address, or the newest of this run, or the newest. @param {any[]} attempts */
  shown(attempts) {
    const wanted = this.attempt ?? this.search.get("attempt");
    return (
      attempts.find((each) => each.id === wanted || String(each.number) === wanted) ??
      attempts.findLast((each) => each.run.id === this.run.id && ["FAILED", "TIMED_OUT"].includes(each.status)) ??
      attempts.findLast((each) => each.run.id === this.run.id) ??
      attempts.at(-1)
    );
  }

  /** @param {any[]} attempts @param {any} shown */
  list(attempts, shown) {
    return html`<ul class="attempt-list">${[...attempts].reverse().map(
      (each) => html`<li class=${each.id === shown.id ? "chosen" : ""}>
        <button aria-pressed=${each.id === shown.id} @click=${() => ((this.attempt = each.id), (this.step = undefined), (this.whole = ""), this.requestUpdate())}>
          <span class="n">#${each.number}</span>${statusIcon(each.status)}
          ${each.matrixIndex === null ? nothing : html`<span class="quiet">${text.task.combination} ${each.matrixIndex}</span>`}
          <span class="grow">${this.brief(each)}</span>
          <span class="quiet nowrap">${took(each)}</span>
          <span class="quiet nowrap">${each.run.id === this.run.id ? when(each.startedAt) : html`<span title=${each.run.name}>${text.runs.attempt(each.run.attemptNumber, this.run.lineage.attemptCount).toLowerCase()}</span>`}</span>
        </button></li>`,
    )}</ul>`;
  }

  /** @param {any} attempt */
  flakes(attempt) {
    const { namespace, pipelineName } = this.run;
    const search = new URLSearchParams({ namespace, ...(pipelineName ? { pipeline: pipelineName } : {}), by: "TASK" });
    return said(this.flake, attempt.failureClass, `/reports?${search}`);
  }

  /** @param {any} attempt */
  brief(attempt) {
    const failed = attempt.steps.find((/** @type {any} */ step) => step.exitCode);
    const said = failed ? `${failed.name}: ${text.task.exit(failed.exitCode)}${failed.reason && failed.reason !== "Error" ? ` ${failed.reason}` : ""}` : attempt.status === "SUCCEEDED" ? "" : attempt.reason ?? "";
    return html`<span class="name">${said}</span>`;
  }

  /** @param {any} attempt */
  one(attempt) {
    const step = attempt.steps.find((/** @type {any} */ each) => each.name === this.step) ?? attempt.steps.find((/** @type {any} */ each) => each.exitCode) ?? attempt.steps.find((/** @type {any} */ each) => each.startedAt && !each.finishedAt) ?? attempt.steps.at(-1);
    return html`<div class="attempt">
      ${attempt.message && attempt.status !== "SUCCEEDED" ? html`<p class="run-message">${attempt.message}</p>` : nothing}
      ${attempt.overridden ? html`<p class="quiet">${text.task.overridden}</p>` : nothing}
      ${attempt.steps.length ? html`<div class="steps" role="group" aria-label=${text.task.steps}>${attempt.steps.map((/** @type {any} */ each) => this.stepButton(attempt, each, step))}</div>` : nothing}
      ${step && attempt.podName ? this.log(attempt, step) : nothing}
      ${this.podOf(attempt)}
      ${attempt.results.length ? html`<h3>${text.task.results}</h3><dl class="values">${attempt.results.map((/** @type {any} */ each) => html`<dt>${each.name}</dt><dd><code>${plain(each.value)}</code></dd>`)}</dl>` : nothing}
      ${this.links(attempt)}${this.events(attempt)}${this.commands(attempt, step)}
    </div>`;
  }

  /** @param {any} attempt @param {any} step @param {any} chosen */
  stepButton(attempt, step, chosen) {
    const state = step.exitCode === null ? (step.startedAt ? "RUNNING" : "PENDING") : step.exitCode === 0 ? "SUCCEEDED" : "FAILED";
    const shownState = state === "PENDING" && attempt.status !== "RUNNING" && attempt.status !== "PENDING" ? "NEVER_STARTED" : state === "RUNNING" && attempt.status !== "RUNNING" ? "UNOBSERVED" : state;
    const length = seconds({ ...step, status: shownState });
    return html`<button class="step" aria-pressed=${step.name === chosen?.name} @click=${() => ((this.step = step.name), this.requestUpdate())}>
      ${statusIcon(shownState)} ${step.name}${step.exitCode ? html` <span class="quiet">${step.reason === "OOMKilled" ? step.reason : text.task.exit(step.exitCode)}</span>` : nothing}
      ${length ? html`<span class="quiet">${text.duration(length)}</span>` : nothing}</button>`;
  }

  /** @param {any} attempt @param {any} step */
  log(attempt, step) {
    const path = `/logs/${encodeURIComponent(attempt.run.namespace)}/${encodeURIComponent(attempt.podName)}/step-${encodeURIComponent(step.name)}`;
    const isRunning = attempt.status === "RUNNING";
    if (this.whole === path) return html`<tr-log .path=${path} .follows=${isRunning} .file="${attempt.podName}-${step.name}.log" .key=${attempt.status}></tr-log>`;
    return html`<div class="log-box">
      <div class="log-head"><h3>${step.logTail ? text.task.tail : text.task.log}</h3><span class="spacer"></span>
        <button class="small" @click=${async () => (await import("./log.js"), (this.whole = path), this.requestUpdate())}>${isRunning ? text.task.follow : text.task.whole}</button></div>
      ${step.logTail ? html`<pre class="log" tabindex="0" aria-label=${text.task.tail}>${step.logTail}</pre>` : step.exitCode && step.logTailMissing ? html`<p class="quiet">${word(text.task.missing, step.logTailMissing)}</p>` : nothing}
    </div>`;
  }

  /** @param {any} attempt */
  podOf(attempt) {
    if (!attempt.podName) return nothing;
    const { pod } = attempt;
    const waits = pod?.containers?.find((/** @type {any} */ each) => each.message && each.exitCode === null);
    return html`<h3>${text.task.pod}</h3><p class="pod"><code>${attempt.podName}</code>${copyButton(attempt.podName)}
      ${pod ? html`<span class="quiet">${[pod.node && `${text.task.node} ${pod.node}`, pod.phase, pod.reason, pod.deletedAt && text.task.gone].filter(Boolean).join(" · ")}</span>` : nothing}</p>
      ${pod?.disrupted ? html`<p class="bad">${text.task.disrupted} ${pod.message ?? ""}</p>` : pod?.message ? html`<p class="quiet">${pod.message}</p>` : nothing}
      ${waits ? html`<p class="bad">${waits.name}: ${waits.reason} ${waits.message}</p>` : nothing}`;
  }

  /** @param {any} attempt */
  links(attempt) {
    const links = attempt.logLinks.filter((/** @type {any} */ each) => safe(each.url));
    return links.length
      ? html`<h3>${text.task.links}</h3><p>${links.map((/** @type {any} */ each) => html`<a class="link" href=${each.url} target="_blank" rel="noreferrer noopener">${each.name}${each.step ? ` (${each.step})` : ""}</a> `)}</p>`
      : nothing;
  }

  /** @param {any} attempt */
  events(attempt) {
    const mine = (this.detail.run?.events?.nodes ?? []).filter((/** @type {any} */ each) => [attempt.taskRunName, attempt.podName].includes(each.involvedObject.name));
    if (!mine.length) return nothing;
    return html`<details><summary>${text.task.events} <span class="quiet">${mine.length}</span></summary>${eventList(mine)}</details>`;
  }

  /** @param {any} attempt @param {any} step */
  commands(attempt, step) {
    const { namespace } = attempt.run;
    const link = location.origin + taskPath(attempt.run, this.task.name, { attempt: attempt.number, step: step?.name });
    const kubectl = attempt.podName && step ? `kubectl logs ${attempt.podName} -c step-${step.name} -n ${namespace}` : `kubectl get taskrun ${attempt.taskRunName} -n ${namespace} -o yaml`;
    const document = `{ pipelineRun(namespace: "${namespace}", name: "${attempt.run.name}") { status tasks(first: 1, filter: {names: ["${this.task.name}"]}) { nodes { name status lineageAttempts(first: 10) { nodes { number status reason message } } } } } }`;
    const curl = `curl ${location.origin}/graphql -H 'Content-Type: application/json' -H "Authorization: Bearer $TOKEN" -d '${JSON.stringify({ query: document })}'`;
    return html`<p class="commands"><span class="quiet">${text.task.copyAs}</span>${copyButton(kubectl, text.task.kubectl)}${copyButton(document, text.task.graphql)}${copyButton(curl, text.task.curl)}${copyButton(link, text.task.link)}</p>`;
  }
}

/** @param {any[]} events @param {boolean} [withObject] */
export const eventList = (events, withObject = false) =>
  html`<ul class="events">${events.map(
    (each) => html`<li class=${each.type === "Warning" ? "warning" : ""}><span class="nowrap quiet">${when(each.lastAt)}</span><strong>${each.reason}${each.count > 1 ? ` ×${each.count}` : ""}</strong>
      <span>${withObject ? html`<span class="quiet">${each.involvedObject.kind} ${each.involvedObject.name}</span> ` : nothing}${each.message}</span></li>`,
  )}</ul>`;

customElements.define("tr-task", Task);
