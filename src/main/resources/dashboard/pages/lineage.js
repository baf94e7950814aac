/** A run with all its retries, as a tree. */
import { html, nothing } from "lit";
import { follow } from "../api.js";
import { Page, unknownRun } from "../elements.js";
import { name, runPath, status, took, when } from "../format.js";
import { merge } from "../store.js";
import { text, word } from "../strings.js";

const NODE = `fragment Node on PipelineRun {
  id namespace name status reason createdAt startedAt finishedAt duration attemptNumber retryOf { id }
  retryInfo { origin inferred reason requestedBy { name } }
}`;
const LINEAGE = `query Lineage($namespace: String!, $name: String!) {
  changeCursor
  pipelineRun(namespace: $namespace, name: $name) { id namespace name
    lineage { id outcome attemptCount results { name value } runs(first: 100) { nodes { ...Node } } } }
}
${NODE}`;
const CHANGES = `subscription($id: ID!, $after: String) { retryLineageChanged(id: $id, after: $after) { cursor kind run { ...Node } } } ${NODE}`;

class Lineage extends Page {
  question() {
    return { document: LINEAGE, variables: { namespace: this.route.params.namespace, name: this.route.params.name } };
  }

  loaded() {
    const run = this.data.pipelineRun;
    if (!run) return;
    this.unfollow = follow(
      CHANGES,
      { id: run.id, after: this.data.changeCursor },
      (change) => {
        merge(change.run);
        if (change.kind !== "TASK_UPDATED") this.loadSoon();
      },
      () => this.load({ quiet: true }),
    );
  }

  content() {
    const run = this.data.pipelineRun;
    if (!run) return unknownRun(this.route.params);
    const runs = run.lineage.runs.nodes.filter(Boolean);
    const ids = new Set(runs.map((/** @type {any} */ each) => each.id));
    const roots = runs.filter((/** @type {any} */ each) => !each.retryOf || !ids.has(each.retryOf.id));
    return html`<div class="crumbs"><a href="/runs">${text.pages.runs}</a> / <a href="/runs?namespace=${encodeURIComponent(run.namespace)}">${run.namespace}</a> / <a href=${runPath(run)}>${run.name}</a></div>
      <div class="head"><h1>${text.lineage.title}</h1><span class="badge o-${run.lineage.outcome}">${word(text.outcome, run.lineage.outcome)}</span></div>
      <ul class="tree box">${roots.map((/** @type {any} */ root) => this.branch(root, runs, run))}</ul>`;
  }

  /** @param {any} run @param {any[]} runs @param {any} here @returns {unknown} */
  branch(run, runs, here) {
    const info = run.retryInfo;
    const below = runs.filter((each) => each.retryOf?.id === run.id);
    return html`<li><div class="tree-row ${run.id === here.id ? "chosen" : ""}">
        <span class="n">${info?.inferred ? "–" : text.run.attempt(run.attemptNumber)}</span>${status(run.status)}<a href=${runPath(run)} aria-current=${run.id === here.id ? "page" : nothing}>${name(run.name)}</a>
        <span class="quiet grow">${!info ? text.lineage.first : info.inferred ? `${text.lineage.inferred}, ${text.lineage.via} ${word(text.origin, info.origin)}` : html`${info.requestedBy ? html`${text.lineage.by} ${info.requestedBy.name}` : nothing} ${text.lineage.via} ${word(text.origin, info.origin)}${info.reason ? html`: “${info.reason}”` : nothing}`}</span>
        <span class="quiet nowrap">${when(run.startedAt ?? run.createdAt)}</span><span class="quiet nowrap">${took(run)}</span></div>
      ${below.length ? html`<ul>${below.map((each) => this.branch(each, runs, here))}</ul>` : nothing}</li>`;
  }
}

customElements.define("tr-lineage", Lineage);
