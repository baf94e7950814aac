/** Requests for retries: what waits, what came of the others. */
import { html, nothing } from "lit";
import { query } from "../api.js";
import { Page, announce, button, empty, errorBox } from "../elements.js";
import { icon, name, runPath, statusIcon, when } from "../format.js";
import { merge } from "../store.js";
import { text, word } from "../strings.js";

const SIZE = 50;
const AGAIN = 10000;
const REQUESTS = `query Requests($filter: RetryRequestFilter, $first: Int, $after: String, $last: Int, $before: String) {
  retryRequests(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    nodes {
      id state notBefore requestedAt finishedAt reason origin heldBy requestedBy { name }
      run { id namespace name viewerCanRetry } createdRun { id namespace name status } refusal { code message }
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const CANCEL = `mutation Cancel($id: ID!) { cancelRetryRequest(input: {id: $id}) { request { id state finishedAt } userErrors { code message } } }`;

/** Icons are those of what a request amounts to. @type {Record<string, string>} */
const LOOKS = { SCHEDULED: "PENDING", CREATING: "RUNNING", CREATED: "SUCCEEDED", REFUSED: "FAILED", CANCELLED: "CANCELLED" };

class Requests extends Page {
  constructor() {
    super();
    /** @type {string | undefined} */ this.asking = undefined;
    /** @type {any} */ this.failure = undefined;
  }

  get waits() {
    return this.route.search.get("state") === "waiting";
  }

  question() {
    const { search } = this.route;
    const before = search.get("before");
    return {
      document: REQUESTS,
      variables: {
        filter: { ...(this.waits ? { states: ["SCHEDULED", "CREATING"] } : {}) },
        ...(before ? { last: SIZE, before } : { first: SIZE, after: search.get("after") }),
      },
    };
  }

  loaded() {
    const open = this.data.retryRequests.nodes.some((/** @type {any} */ each) => each.state === "SCHEDULED" || each.state === "CREATING");
    if (!open) return;
    const again = setTimeout(() => this.load({ quiet: true }), AGAIN);
    this.unfollow = () => clearTimeout(again);
  }

  content() {
    const { nodes, pageInfo } = this.data.retryRequests;
    const columns = text.requests.columns;
    return html`<div class="head"><h1>${text.requests.title}</h1>
        <span class="segments" role="group" aria-label=${columns.state}><a aria-current=${!this.waits ? "true" : nothing} href="/requests">${text.requests.all}</a><a aria-current=${this.waits ? "true" : nothing} href="/requests?state=waiting">${text.requests.waiting}</a></span></div>
      ${this.failure ? errorBox(this.failure) : nothing}
      ${nodes.length
        ? html`<div class="scroll"><table class="list requests"><thead><tr><th class="c-status">${columns.state}</th><th>${columns.run}</th><th>${columns.by}</th><th class="c-time">${columns.at}</th><th class="c-time">${columns.due}</th><th class="c-result">${columns.result}</th></tr></thead>
            <tbody>${nodes.map((/** @type {any} */ each) => this.row(each))}</tbody></table></div>`
        : empty(this.waits ? text.requests.waitingEmpty : text.requests.empty)}
      ${pageInfo.hasNextPage || pageInfo.hasPreviousPage
        ? html`<nav class="pages" aria-label=${text.requests.title}>${pageInfo.hasPreviousPage ? html`<a href=${this.to("before", pageInfo.startCursor)}>← ${text.runs.newer}</a>` : nothing}${pageInfo.hasNextPage ? html`<a href=${this.to("after", pageInfo.endCursor)}>${text.runs.older} →</a>` : nothing}</nav>`
        : nothing}`;
  }

  /** @param {string} key @param {string} cursor */
  to(key, cursor) {
    const search = new URLSearchParams(this.waits ? { state: "waiting" } : {});
    search.set(key, cursor);
    return `/requests?${search}`;
  }

  /** @param {any} request */
  row(request) {
    const { run, createdRun: created } = request;
    return html`<tr><td class="c-status"><span class="status s-${LOOKS[request.state]}">${icon(LOOKS[request.state])}<span>${word(text.requestState, request.state)}</span></span></td>
      <td class="c-name">${run ? html`<a href=${runPath(run)}>${name(run.name)}</a><div class="quiet">${run.namespace}</div>` : html`<span class="quiet">${text.requests.gone}</span>`}</td>
      <td>${name(request.requestedBy.name)}${request.reason ? html`<div class="quiet" title=${request.reason}>${request.reason}</div>` : nothing}</td>
      <td class="c-time">${when(request.requestedAt)}</td>
      <td class="c-time">${request.notBefore ? when(request.notBefore) : html`<span class="quiet">${text.requests.now}</span>`}</td>
      <td class="c-result">${created ? html`<span class="status-line">${statusIcon(created.status)}<a class="link" href=${runPath(created)}>${name(created.name)}</a></span>` : nothing}
        ${request.heldBy && created?.status === "PENDING" ? html`<div class="quiet">${word(text.requests.held, request.heldBy)}</div>` : nothing}
        ${request.refusal ? html`<span class="wrap">${request.refusal.message}</span>` : nothing}
        ${request.state === "SCHEDULED" ? this.cancelButtons(request) : nothing}</td></tr>`;
  }

  /** @param {any} request */
  cancelButtons(request) {
    const why = request.run?.viewerCanRetry === false ? text.run.noRight : undefined;
    if (this.asking !== request.id) return button({ label: `${text.requests.cancel}…`, small: true, why, onClick: () => ((this.asking = request.id), this.requestUpdate()) });
    return html`<span class="status-line">${text.requests.sure} ${button({ label: text.requests.cancel, small: true, onClick: () => this.cancel(request) })}${button({ label: text.close, small: true, onClick: () => ((this.asking = undefined), this.requestUpdate()) })}</span>`;
  }

  /** @param {any} request */
  async cancel(request) {
    this.asking = this.failure = undefined;
    try {
      const { cancelRetryRequest: came } = merge(await query(CANCEL, { id: request.id }));
      if (came.userErrors.length) this.failure = new Error(came.userErrors[0].message);
      else announce(word(text.requestState, came.request.state));
    } catch (failure) {
      this.failure = failure;
    }
    this.requestUpdate();
  }
}

customElements.define("tr-requests", Requests);
