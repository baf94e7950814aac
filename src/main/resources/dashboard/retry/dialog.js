/** The dialog of a retry: what would happen, and how to have it otherwise. Several runs get the dialog of `bulk.js`. */
import { html, nothing } from "lit";
import { query } from "../api.js";
import { Element, announce, button, copyButton, errorBox, go, skeleton } from "../elements.js";
import { exactly, name, plain, runPath } from "../format.js";
import { merge } from "../store.js";
import { text, word } from "../strings.js";

const SOON = 450;

const PLAN_FIELDS = `planVersion retryable startsAnew manifest
  refusals { code message tasks relatedRun { id namespace name } }
  warnings { code message tasks }
  tasks { name action because combinations waitsFor }
  definitionChanges { task change what }`;
const PLAN = `query Plan($input: RetryPlanInput!) {
  retryPlan(input: $input) { ${PLAN_FIELDS}
    run { id tasks(first: 100) { nodes { id name latestAttempt { id results { name value } } reusedFrom { id results { name value } } } } } }
}`;
const RETRY = `mutation Retry($input: RetryPipelineRunInput!) {
  retryPipelineRun(input: $input) {
    run { id namespace name } request { id state notBefore }
    plan { ${PLAN_FIELDS} }
    userErrors { code message tasks relatedRun { id namespace name } }
  }
}`;

const RUNS = ["RERUN", "RUN_FIRST_TIME", "DEPENDS_ON_OUTCOME"];
const IDENTITY = ["tektonretry.io/"];

/** What a button can change about a refusal. @type {Record<string, (refusal: any) => Record<string, any> | undefined>} */
const WAYS = {
  WORKSPACE_LOST: () => ({ onLostWorkspace: "RERUN_WORKSPACE_TASKS" }),
  HISTORY_INCOMPLETE: () => ({ onMissingHistory: "RERUN" }),
  UNREPRESENTABLE_VALUE: () => ({ onUnrepresentableValue: "RERUN_PRODUCER" }),
  DEPENDENCY_MISSING: () => ({ onMissingDependency: "WARN" }),
  RERUN_EXISTS: () => ({ evenIfRerun: true }),
  PARAM_IN_USE: (refusal) => ({ alsoRerunTasks: refusal.tasks }),
  DEFINITION_UNKNOWN: () => ({ definition: "RECORDED" }),
  DEFINITION_UNUSABLE: () => ({ definition: "RECORDED" }),
};

/** @returns {string} a key under which the same call can be sent again */
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");

class Retry extends Element {
  constructor() {
    super();
    /** @type {any[]} */ this.runs = [];
    /** @type {Record<string, any>} */ this.options = {};
    /** @type {Record<string, {memory?: string, cpu?: string, timeout?: string}>} */ this.resources = {};
    /** @type {any} */ this.plan = undefined;
    /** @type {any} */ this.error = undefined;
    /** @type {any[]} */ this.userErrors = [];
    /** @type {any} */ this.request = undefined;
    this.reason = "";
    this.later = "";
    this.isBusy = false;
    this.isReading = false;
    this.hasChanged = false;
    this.hasBulk = false;
    this.keyOf = { input: "", key: "" };
  }

  connectedCallback() {
    super.connectedCallback();
    this.opener = document.activeElement;
    if (this.runs.length === 1) this.look();
    else import("./bulk.js").then(() => ((this.hasBulk = true), this.requestUpdate()));
  }

  get run() {
    return this.runs[0];
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
  }

  close() {
    this.remove();
    /** @type {HTMLElement | null} */ (this.opener)?.focus?.();
  }

  input() {
    const overrides = Object.entries(this.resources).flatMap(([task, { memory, cpu, timeout }]) => {
      const limits = [memory && { name: "memory", quantity: memory }, cpu && { name: "cpu", quantity: cpu }].filter(Boolean);
      if (!limits.length && !timeout) return [];
      return [{ task, ...(limits.length ? { computeResources: { limits } } : {}), ...(timeout ? { timeout: Number(timeout) } : {}) }];
    });
    return { runId: this.run.id, ...this.options, ...(overrides.length ? { overrides } : {}) };
  }

  async look() {
    this.reading?.abort();
    const reading = (this.reading = new AbortController());
    this.error = undefined;
    this.userErrors = [];
    this.isReading = true;
    this.requestUpdate();
    try {
      const { retryPlan } = await query(PLAN, { input: this.input() }, reading.signal);
      if (reading.signal.aborted) return;
      this.plan = merge(retryPlan);
      announce(this.plan.retryable ? text.retry.button(this.running().length) : text.retry.refused);
    } catch (failure) {
      if (reading.signal.aborted) return;
      this.error = failure;
    }
    this.isReading = false;
    this.requestUpdate();
  }

  /** @param {Record<string, any>} options */
  change(options) {
    this.options = { ...this.options, ...options };
    this.hasChanged = false;
    this.look();
  }

  lookSoon() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.look(), SOON);
  }

  running() {
    return (this.plan?.tasks ?? []).filter((/** @type {any} */ task) => RUNS.includes(task.action));
  }

  async send() {
    if (this.isBusy) return;
    this.isBusy = true;
    this.requestUpdate();
    const notBefore = this.later ? new Date(this.later).toISOString() : undefined;
    const input = { ...this.input(), planVersion: this.plan.planVersion, reason: this.reason.trim() || undefined, notBefore };
    const of = JSON.stringify(input);
    if (this.keyOf.input !== of) this.keyOf = { input: of, key: newKey() };
    try {
      const { retryPipelineRun: came } = await query(RETRY, { input: { ...input, idempotencyKey: this.keyOf.key } });
      if (came.run) {
        this.close();
        go(runPath(came.run));
        return;
      }
      this.userErrors = came.userErrors;
      if (!came.userErrors.length) this.request = came.request;
      if (came.userErrors.some((/** @type {any} */ each) => each.code === "PLAN_CHANGED") && came.plan) {
        this.plan = { ...this.plan, ...came.plan };
        this.userErrors = [];
        this.hasChanged = true;
      }
    } catch (failure) {
      this.error = failure;
    }
    this.isBusy = false;
    this.requestUpdate();
  }

  render() {
    return html`<dialog class="retry" aria-labelledby="retry-title" @close=${this.close} @cancel=${this.close}>
      ${this.runs.length > 1 ? this.hasBulk ? html`<tr-bulk .runs=${this.runs} @done=${this.close}></tr-bulk>` : html`<div class="d-body"></div>` : this.single()}
    </dialog>`;
  }

  single() {
    const can = this.plan?.retryable && !this.isReading && !this.isBusy;
    return html`<div class="d-head"><h2 id="retry-title">${text.retry.one} ${this.run.name}</h2><button class="plain" aria-label=${text.close} @click=${this.close}>✕</button></div>
      <div class="d-body" aria-busy=${this.isReading}>
        ${this.request ? html`<div class="note good"><div>${text.retry.scheduled} ${exactly(this.request.notBefore)}</div><a class="button small" href="/requests" @click=${this.close}>${text.retry.showRequests}</a></div>` : nothing}
        ${this.error ? errorBox(this.error, () => this.look()) : nothing}
        ${this.hasChanged ? html`<div class="note warn" role="alert">${text.retry.changed}</div>` : nothing}
        ${this.refusals([...(this.plan?.refusals ?? []), ...this.userErrors])}
        ${this.plan ? this.planned() : this.error ? nothing : skeleton(5)}
      </div>
      <div class="d-foot">
        <label class="grow">${text.retry.reason} <input maxlength="1000" placeholder=${text.retry.reasonHint} .value=${this.reason} @input=${(/** @type {any} */ e) => (this.reason = e.target.value)} /></label>
        <label>${text.retry.later} <input type="datetime-local" .value=${this.later} @input=${(/** @type {any} */ e) => ((this.later = e.target.value), this.requestUpdate())} /></label>
        <span class="spacer"></span>
        <button @click=${this.close}>${this.request ? text.close : text.retry.cancel}</button>
        ${this.request ? nothing : button({ label: this.later ? text.retry.laterButton(this.running().length, new Date(this.later).toLocaleString()) : this.plan?.startsAnew ? text.retry.title : text.retry.button(this.running().length), primary: true, why: can ? undefined : (this.plan?.refusals[0]?.message ?? text.retry.plan), onClick: () => this.send() })}
      </div>`;
  }

  /** @param {any[]} refusals */
  refusals(refusals) {
    if (!refusals.length) return nothing;
    const ways = /** @type {any} */ (text.retry.ways);
    return html`<div role="alert">${refusals.map((refusal) => {
      const way = WAYS[refusal.code]?.(refusal);
      const key = way && Object.keys(way)[0];
      const label = key && (typeof ways[key] === "function" ? ways[key](refusal.tasks) : ways[key]);
      const stalled = refusal.code === "RETRY_IN_PROGRESS" && this.run.stalledSince;
      return html`<div class="note bad"><div><strong>${text.retry.refused}</strong> ${refusal.message}</div><div class="ways">
        ${way ? html`<button class="small" @click=${() => this.change(key === "alsoRerunTasks" ? { alsoRerunTasks: [...new Set([...(this.options.alsoRerunTasks ?? []), ...refusal.tasks])] } : way)}>${label}</button>` : nothing}
        ${stalled ? html`<button class="small" @click=${() => this.change({ replaceStalled: true })}>${ways.replaceStalled}</button>` : nothing}
        ${refusal.relatedRun ? html`<a class="button small" href=${runPath(refusal.relatedRun)} @click=${this.close}>${text.retry.look}</a>` : nothing}
        ${refusal.code === "RETRY_IN_PROGRESS" && !refusal.relatedRun ? html`<a class="button small" href="/requests?state=waiting" @click=${this.close}>${text.retry.showRequests}</a>` : nothing}
        ${refusal.code === "CLUSTER_UNAVAILABLE" ? html`<button class="small" @click=${() => this.look()}>${ways.again}</button>` : nothing}
      </div></div>`;
    })}</div>`;
  }

  planned() {
    const { plan } = this;
    const { columns } = text.retry;
    const reused = plan.tasks.filter((/** @type {any} */ task) => task.action === "REUSE");
    const skipped = plan.tasks.filter((/** @type {any} */ task) => !RUNS.includes(task.action) && task.action !== "REUSE");
    return html`${plan.warnings.map((/** @type {any} */ each) => html`<div class="note warn"><div>${each.message}</div></div>`)}
      ${plan.startsAnew ? html`<div class="note">${text.retry.startsAnew}</div>` : nothing}
      ${plan.tasks.length
        ? html`<div class="plan">
            ${this.column(columns.run, this.running(), (task) => this.ran(task))}
            ${this.column(columns.reuse, reused, (task) => this.reused(task))}
            ${this.column(columns.skip, skipped, (task) => html`<span class="quiet">${task.action === "LEAVE" ? text.retry.action.LEAVE : word(text.retry.because, task.because)}</span>`)}
          </div>`
        : nothing}
      ${this.settings()}${this.sizes()}${this.metadata()}`;
  }

  /** @param {string} title @param {any[]} tasks @param {(task: any) => unknown} what */
  column(title, tasks, what) {
    return html`<section><h3>${title} <span class="badge">${tasks.length}</span></h3>
      ${tasks.length ? html`<ul>${tasks.map((task) => html`<li><div class="plan-name">${name(task.name)}</div>${what(task)}</li>`)}</ul>` : html`<p class="quiet">${text.retry.nothing}</p>`}</section>`;
  }

  /** @param {any} task */
  ran(task) {
    const said = [
      task.action === "DEPENDS_ON_OUTCOME" ? `${text.retry.action.DEPENDS_ON_OUTCOME} ${task.waitsFor.join(", ")}` : word(text.retry.because, task.because),
      task.action === "RUN_FIRST_TIME" ? text.retry.action.RUN_FIRST_TIME : "",
      task.combinations.length ? text.retry.combinations(task.combinations) : "",
    ];
    const asked = (this.options.alsoRerunTasks ?? []).includes(task.name);
    return html`<span class="quiet">${[...new Set(said.filter(Boolean))].join(" · ")}</span>
      ${asked ? html`<button class="small" @click=${() => this.change({ alsoRerunTasks: this.options.alsoRerunTasks.filter((/** @type {string} */ each) => each !== task.name) })}>${text.retry.dontRerun}</button>` : nothing}`;
  }

  /** @param {any} task */
  reused(task) {
    const recorded = this.plan.run?.tasks?.nodes.find((/** @type {any} */ each) => each?.name === task.name);
    const results = (recorded?.reusedFrom ?? recorded?.latestAttempt)?.results ?? [];
    return html`${results.length ? html`<dl class="values">${results.map((/** @type {any} */ each) => html`<dt>${each.name}</dt><dd><code title=${plain(each.value)}>${plain(each.value)}</code></dd>`)}</dl>` : nothing}
      <button class="small" aria-label="${text.retry.rerunToo}: ${task.name}" @click=${() => this.change({ alsoRerunTasks: [...(this.options.alsoRerunTasks ?? []), task.name] })}>${text.retry.rerunToo}</button>`;
  }

  settings() {
    const t = text.retry;
    const select = (/** @type {string} */ key, /** @type {string} */ label, /** @type {Record<string, string>} */ values) =>
      html`<label>${label} <select @change=${(/** @type {any} */ e) => this.change({ [key]: e.target.value })}>${Object.entries(values).map(([value, words]) => html`<option value=${value} ?selected=${(this.options[key] ?? Object.keys(values)[0]) === value}>${words}</option>`)}</select></label>`;
    return html`<details><summary>${t.options}</summary><div class="settings">
      ${select("strategy", t.strategy, { FAILED_TASKS: t.failed, ALL_TASKS: t.all })}
      ${select("definition", t.definition, { RECORDED: t.recorded, CURRENT: t.current })}
      ${select("finallyPolicy", t.finally, { AUTOMATIC: t.automatic, ALL: t.allFinally })}
      ${select("matrixPolicy", t.matrix, { FAILED_COMBINATIONS: t.combinationsOnly, WHOLE_TASK: t.wholeTask })}
      <label class="check"><input type="checkbox" .checked=${!!this.options.rerunIgnoredFailures} @change=${(/** @type {any} */ e) => this.change({ rerunIgnoredFailures: e.target.checked })} /> ${t.ignored}</label>
      ${this.plan.definitionChanges?.length ? html`<ul>${this.plan.definitionChanges.map((/** @type {any} */ each) => html`<li>${each.task}: ${each.change.toLowerCase()} <span class="quiet">${each.what.join(", ").toLowerCase()}</span></li>`)}</ul>` : nothing}
    </div></details>`;
  }

  sizes() {
    const t = text.retry;
    const tasks = this.running().filter((/** @type {any} */ task) => task.action !== "DEPENDS_ON_OUTCOME" || this.resources[task.name]);
    if (!tasks.length) return nothing;
    const field = (/** @type {string} */ task, /** @type {"memory" | "cpu" | "timeout"} */ key, /** @type {string} */ label) =>
      html`<input aria-label="${label}: ${task}" inputmode=${key === "timeout" ? "numeric" : "text"} .value=${this.resources[task]?.[key] ?? ""} size="8"
        @input=${(/** @type {any} */ e) => ((this.resources[task] = { ...this.resources[task], [key]: e.target.value.trim() }), this.lookSoon())} />`;
    return html`<details ?open=${this.plan.warnings.some((/** @type {any} */ each) => each.code === "OUT_OF_MEMORY")}><summary>${t.resources}</summary>
      <p class="quiet">${t.resourcesHint}</p>
      <table class="sizes"><thead><tr><th>${text.run.columns.task}</th><th>${t.memory}</th><th>${t.cpu}</th><th>${t.timeout}</th></tr></thead>
      <tbody>${tasks.map((/** @type {any} */ task) => html`<tr><th scope="row">${name(task.name)}</th><td>${field(task.name, "memory", t.memory)}</td><td>${field(task.name, "cpu", t.cpu)}</td><td>${field(task.name, "timeout", t.timeout)}</td></tr>`)}</tbody></table></details>`;
  }

  metadata() {
    const { manifest } = this.plan;
    if (!manifest) return nothing;
    const words = JSON.stringify(manifest, null, 2);
    const set = [...Object.entries(manifest.metadata?.annotations ?? {}), ...Object.entries(manifest.metadata?.labels ?? {})].filter(([key]) => IDENTITY.some((prefix) => key.startsWith(prefix)));
    return html`<details><summary>${text.retry.metadata} <span class="quiet">${set.length}</span></summary><dl class="values">${set.map(([key, value]) => html`<dt>${key}</dt><dd><code>${plain(value)}</code></dd>`)}</dl></details>
      <details><summary>${text.retry.manifest}</summary><div class="manifest">${copyButton(words)}<pre class="log" tabindex="0" aria-label=${text.retry.manifest}>${words}</pre></div></details>`;
  }
}

customElements.define("tr-retry", Retry);
