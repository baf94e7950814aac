/** The retry of several runs: what would happen to each, then what became of each. */
import { html, nothing } from "lit";
import { query } from "../api.js";
import { Element, announce, button, errorBox, skeleton } from "../elements.js";
import { runPath } from "../format.js";
import { text } from "../strings.js";

const BULK = `mutation Bulk($input: RetryPipelineRunsInput!) {
  retryPipelineRuns(input: $input) {
    summary userErrors { code message }
    results {
      retryOf { id namespace name } run { id namespace name } request { id state }
      tasks { name action } warnings { code message } userErrors { code message relatedRun { id namespace name } }
    }
  }
}`;

class Bulk extends Element {
  constructor() {
    super();
    /** @type {any[]} */ this.runs = [];
    /** @type {any} */ this.came = undefined;
    /** @type {any} */ this.error = undefined;
    this.isDone = false;
    this.isBusy = false;
    this.reason = "";
    this.key = [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");
  }

  connectedCallback() {
    super.connectedCallback();
    this.send(true);
  }

  /** @param {boolean} dryRun */
  async send(dryRun) {
    this.isBusy = true;
    this.error = undefined;
    this.requestUpdate();
    try {
      const input = { runIds: this.wanted(), dryRun, ...(dryRun ? {} : { idempotencyKey: this.key, reason: this.reason.trim() || undefined }) };
      this.came = (await query(BULK, { input })).retryPipelineRuns;
      this.isDone = !dryRun;
      if (this.isDone) announce(this.came.summary);
    } catch (failure) {
      this.error = failure;
    }
    this.isBusy = false;
    this.requestUpdate();
  }

  /** All runs at first, then those that can be retried. */
  wanted() {
    return this.came ? this.ready().map((/** @type {any} */ each) => each.retryOf.id) : this.runs.map((run) => run.id);
  }

  ready() {
    return (this.came?.results ?? []).filter((/** @type {any} */ each) => !each.userErrors.length && each.retryOf);
  }

  done() {
    this.dispatchEvent(new Event("done"));
  }

  render() {
    const t = text.retry.bulk;
    const ready = this.ready().length;
    return html`<div class="d-head"><h2 id="retry-title">${t.title(this.runs.length)}</h2><button class="plain" aria-label=${text.close} @click=${this.done}>✕</button></div>
      <div class="d-body" aria-busy=${this.isBusy}>
        ${this.error ? errorBox(this.error, () => this.send(!this.isDone)) : nothing}
        ${(this.came?.userErrors ?? []).map((/** @type {any} */ each) => html`<div class="note bad" role="alert">${each.message}</div>`)}
        ${this.isDone ? html`<div class="note good"><div>${this.came.summary}</div></div>` : nothing}
        ${this.came
          ? html`<table class="tasks"><thead><tr><th>${t.columns.run}</th><th>${t.columns.what}</th></tr></thead><tbody>${this.came.results.map((/** @type {any} */ each, /** @type {number} */ i) => this.row(each, this.runs[i]))}</tbody></table>`
          : this.error ? nothing : skeleton(this.runs.length)}
      </div>
      <div class="d-foot">
        ${this.isDone ? nothing : html`<label class="grow">${text.retry.reason} <input maxlength="1000" placeholder=${text.retry.reasonHint} @input=${(/** @type {any} */ e) => (this.reason = e.target.value)} /></label>`}
        <span class="spacer"></span>
        <button @click=${this.done}>${this.isDone ? text.close : text.retry.cancel}</button>
        ${this.isDone ? nothing : button({ label: t.button(ready), primary: true, why: ready && !this.isBusy ? undefined : text.retry.plan, onClick: () => this.send(false) })}
      </div>`;
  }

  /** @param {any} result @param {any} asked */
  row(result, asked) {
    const t = text.retry.bulk;
    const of = result.retryOf ?? asked;
    const count = (/** @type {(action: string) => boolean} */ is) => result.tasks.filter((/** @type {any} */ task) => is(task.action)).length;
    const failed = result.userErrors[0];
    return html`<tr><th scope="row"><a href=${runPath(of)} @click=${this.done}>${of.name}</a> <span class="quiet">${of.namespace}</span></th><td>
      ${failed ? html`<span class="bad">${failed.message}</span>` : nothing}
      ${failed?.relatedRun ? html` <a class="link" href=${runPath(failed.relatedRun)} @click=${this.done}>${failed.relatedRun.name}</a>` : nothing}
      ${result.run ? html`${t.created} <a class="link" href=${runPath(result.run)} @click=${this.done}>${result.run.name}</a>` : result.request ? t.accepted : nothing}
      ${!failed && !this.isDone ? t.what(count((action) => ["RERUN", "RUN_FIRST_TIME", "DEPENDS_ON_OUTCOME"].includes(action)), count((action) => action === "REUSE")) : nothing}
      ${this.isDone ? nothing : result.warnings.map((/** @type {any} */ each) => html`<div class="quiet">${each.message}</div>`)}
    </td></tr>`;
  }
}

customElements.define("tr-bulk", Bulk);
