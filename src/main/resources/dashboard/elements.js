/** What the pages are made of. */
import { LitElement, html, nothing } from "lit";
import { ApiError, PARTLY, connection, passes, query } from "./api.js";
import { forget, listen, merge } from "./store.js";
import { text } from "./strings.js";

const SLOW = 150;
const SOON = 400;
const TICK = 15000;
/** Waits before what failed is read again, in milliseconds. */
const AGAIN = [2000, 5000, 15000, 60000];

/**
 * Where the reader is.
 * @typedef {{path: string, params: Record<string, string>, search: URLSearchParams}} Route
 */

/** @param {string} url @param {{replace?: boolean}} [options] */
export function go(url, { replace = false } = {}) {
  if (replace) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  dispatchEvent(new Event("tr-route"));
}

/** Says something to screen readers. @param {string} words */
export function announce(words) {
  const region = document.getElementById("announcer");
  if (region) region.textContent = words;
}

/** An element that is styled by the style sheet of the page. */
export class Element extends LitElement {
  createRenderRoot() {
    return this;
  }
}

/** A page that reads what it shows with one query, and again when its address asks for something else. */
export class Page extends Element {
  static properties = { route: { attribute: false } };

  constructor() {
    super();
    /** @type {Route} */
    this.route = /** @type {any} */ (undefined);
    /** @type {any} */
    this.data = undefined;
    /** @type {any} */
    this.error = undefined;
    this.isSlow = false;
    /** How often reading has failed in a row. */
    this.failedTimes = 0;
    /** @type {AbortController | undefined} */
    this.reading = undefined;
    this.read = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.soon = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.again = undefined;
    /** @type {() => void} */
    this.unfollow = () => {};
  }

  connectedCallback() {
    super.connectedCallback();
    this.unlisten = listen(() => this.requestUpdate());
    this.ticking = setInterval(() => this.requestUpdate(), TICK);
    if (this.hasUpdated) this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unlisten?.();
    clearInterval(this.ticking);
    this.reading?.abort();
    this.unfollow();
    clearTimeout(this.soon);
    clearTimeout(this.again);
    this.soon = undefined;
    this.read = "";
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("route")) {
      const wanted = this.key();
      if (wanted !== this.read) {
        this.read = wanted;
        this.load();
      }
    }
  }

  /** What of the address decides what is read. @returns {string} */
  key() {
    return this.route.path + "?" + this.route.search;
  }

  /** @param {AbortSignal} signal @returns {Promise<any>} */
  async ask(signal) {
    const { document, variables } = this.question();
    return query(document, variables, signal);
  }

  /** @returns {{document: string, variables?: Record<string, unknown>}} */
  question() {
    throw new Error("says what it asks for");
  }

  /** Called when everything was read. */
  loaded() {}

  /** Reads anew once for all changes of a while. */
  loadSoon(wait = SOON) {
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      if (this.isConnected) this.load({ quiet: true });
    }, wait);
  }

  /** @param {{quiet?: boolean}} [options] quiet leaves what is shown until the answer is here */
  async load({ quiet = false } = {}) {
    this.reading?.abort();
    clearTimeout(this.again);
    this.unfollow();
    this.unfollow = () => {};
    const reading = (this.reading = new AbortController());
    if (!quiet) {
      forget();
      this.data = undefined;
      this.error = undefined;
      this.isSlow = false;
    }
    const slow = setTimeout(() => {
      this.isSlow = true;
      this.requestUpdate();
    }, SLOW);
    let failed;
    try {
      const answer = await this.ask(reading.signal);
      if (reading.signal.aborted) return;
      failed = answer[PARTLY];
      this.data = merge(answer);
      this.loaded();
    } catch (failure) {
      if (reading.signal.aborted) return;
      failed ??= failure;
    } finally {
      clearTimeout(slow);
    }
    this.error = failed;
    this.failedTimes = failed ? this.failedTimes + 1 : 0;
    if (passes(failed)) this.again = setTimeout(() => this.load({ quiet: true }), AGAIN[Math.min(this.failedTimes, AGAIN.length) - 1]);
    this.requestUpdate();
  }

  render() {
    if (!this.data) return this.frame(this.error ? errorBox(this.error, () => this.load()) : this.isSlow ? skeleton() : nothing);
    const problem = this.error ? errorBox(this.error, () => this.load({ quiet: true })) : nothing;
    try {
      return html`${problem}${this.content()}`;
    } catch (failure) {
      if (!this.error) throw failure;
      return this.frame(problem);
    }
  }

  /** What stands around what can't be shown yet. @param {unknown} inner @returns {unknown} */
  frame(inner) {
    return inner;
  }

  /** @returns {unknown} */
  content() {
    return nothing;
  }
}

/** @param {any} failure @param {() => void} [again] */
export function errorBox(failure, again) {
  if (failure instanceof ApiError && failure.code === "UNAUTHENTICATED" && connection.needsToken) return nothing;
  const words = failure instanceof ApiError ? (/** @type {any} */ (text.error)[failure.code] ?? failure.message) : String(failure?.message ?? failure);
  return html`<div class="note bad" role="alert">
    <div><strong>${text.error.title}</strong> ${words} ${failure.requestId ? html`<span class="quiet">${text.error.request(failure.requestId)}</span>` : nothing}</div>
    ${again ? html`<button @click=${again}>${text.error.again}</button>` : nothing}
  </div>`;
}

/** @param {number} [rows] */
export const skeleton = (rows = 8) =>
  html`<div class="skeleton" aria-hidden="true">${Array.from({ length: rows }, () => html`<div></div>`)}</div>`;

/** Copies a text, also where the page did not come over TLS. @param {string} content */
async function copy(content) {
  if (navigator.clipboard) return navigator.clipboard.writeText(content);
  const field = document.createElement("textarea");
  field.value = content;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** @param {string} content @param {string} [label] */
export const copyButton = (content, label = text.copy) =>
  html`<button
    class="small"
    type="button"
    @click=${async (/** @type {any} */ event) => {
      const button = event.currentTarget;
      await copy(content);
      button.classList.add("done");
      announce(text.copied);
      setTimeout(() => button.classList.remove("done"), 1200);
    }}
  >${label}</button>`;

/** A button that may be off, with the reason as its tooltip. It stays reachable, so that the reason can be read. */
/** @param {{label: string, why?: string, primary?: boolean, small?: boolean, onClick: (event: Event) => void}} options */
export const button = ({ label, why, primary, small, onClick }) =>
  html`<button
    type="button"
    class="${primary ? "primary" : ""} ${small ? "small" : ""}"
    aria-disabled=${why ? "true" : "false"}
    title=${why ?? nothing}
    @click=${(/** @type {Event} */ event) => !why && onClick(event)}
  >${label}</button>`;

/** @param {unknown} title @param {unknown} [why] */
export const empty = (title, why) => html`<div class="empty"><strong>${title}</strong>${why ? html`<div>${why}</div>` : nothing}</div>`;

/** @param {Record<string, string>} params of the address */
export const unknownRun = ({ namespace, name }) => html`<div class="empty"><h1>${text.notFound.run}</h1><div>${text.notFound.runWhy(namespace, name)}</div></div>`;

/** Opens a dialog that is loaded when it is asked for first. @param {Record<string, unknown>} properties */
export async function openRetry(properties) {
  await import("./retry/dialog.js");
  const dialog = document.createElement("tr-retry");
  Object.assign(dialog, properties);
  document.body.append(dialog);
}
