/** A whole log, as it comes, with a search; the service sends it as plain text. */
import { html, nothing } from "lit";
import { openLog } from "../../api.js";
import { Element, errorBox } from "../../elements.js";
import { text } from "../../strings.js";

const MOST_LINES = 10000;
const FLUSH = 100;

class Log extends Element {
  static properties = { path: { attribute: false }, follows: { attribute: false }, file: { attribute: false } };

  constructor() {
    super();
    this.path = "";
    this.follows = false;
    this.file = "log.txt";
    /** @type {string[]} */ this.lines = [];
    this.total = 0;
    this.rest = "";
    /** @type {any} */ this.error = undefined;
    this.isDone = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */ this.flushing = undefined;
    this.needle = "";
    this.sticks = true;
    /** @type {AbortController | undefined} */ this.reading = undefined;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.reading?.abort();
    clearTimeout(this.flushing);
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("path")) this.read();
  }

  async read() {
    this.reading?.abort();
    const reading = (this.reading = new AbortController());
    Object.assign(this, { lines: [], total: 0, rest: "", error: undefined, isDone: false, sticks: this.follows });
    try {
      const stream = await openLog(this.path + (this.follows ? "?follow=true" : ""), reading.signal);
      const reader = stream.pipeThrough(/** @type {any} */ (new TextDecoderStream())).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (reading.signal.aborted) return;
        if (done) break;
        this.take(/** @type {any} */ (value));
      }
      if (this.rest) this.take("\n");
      this.isDone = true;
    } catch (failure) {
      if (reading.signal.aborted) return;
      this.error = failure;
    }
    this.requestUpdate();
  }

  /** @param {string} part */
  take(part) {
    const lines = (this.rest + part).split(/\r?\n/);
    this.rest = lines.pop() ?? "";
    this.total += lines.length;
    this.lines.push(...lines);
    if (this.lines.length > MOST_LINES) this.lines.splice(0, this.lines.length - MOST_LINES);
    this.flushing ??= setTimeout(() => {
      this.flushing = undefined;
      this.requestUpdate();
    }, FLUSH);
  }

  updated() {
    const box = this.querySelector("pre");
    if (box && this.sticks) box.scrollTop = box.scrollHeight;
  }

  render() {
    const needle = this.needle.toLowerCase();
    const shown = needle ? this.lines.filter((line) => line.toLowerCase().includes(needle)) : this.lines;
    return html`<div class="log-box">
      <div class="log-head"><h3>${text.task.log}</h3>
        <input type="search" placeholder=${text.task.search} aria-label=${text.task.search} @input=${(/** @type {any} */ e) => ((this.needle = e.target.value), this.requestUpdate())} />
        <span class="quiet" role="status">${needle ? text.task.found(shown.length, this.total) : text.task.lines(this.total)}</span>
        <span class="spacer"></span>
        <button class="small" @click=${this.save}>${text.task.download}</button></div>
      ${this.error ? errorBox(this.error, () => this.read()) : nothing}
      ${this.total > MOST_LINES ? html`<p class="quiet">${text.task.cut(MOST_LINES)}</p>` : nothing}
      ${this.isDone && !this.total ? html`<p class="quiet">${text.task.noLog}</p>` : this.error ? nothing : html`<pre class="log whole" tabindex="0" aria-label=${text.task.log}
        @scroll=${(/** @type {any} */ e) => (this.sticks = this.follows && e.target.scrollHeight - e.target.scrollTop - e.target.clientHeight < 24)}>${shown.join("\n")}</pre>`}
    </div>`;
  }

  async save() {
    try {
      const whole = await new Response(await openLog(this.path, new AbortController().signal)).blob();
      const link = document.createElement("a");
      link.href = URL.createObjectURL(whole);
      link.download = this.file;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (failure) {
      this.error = failure;
      this.requestUpdate();
    }
  }
}

customElements.define("tr-log", Log);
