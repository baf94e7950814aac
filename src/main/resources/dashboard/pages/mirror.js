/** How far the record can be trusted. */
import { html, nothing } from "lit";
import { Page, empty } from "../elements.js";
import { icon, when } from "../format.js";
import { text, word } from "../strings.js";

const AGAIN = 10000;
const MIRROR = `{ mirrorStatus {
  connected quarantinedCount oldestRunAt storedRuns { value isExact }
  kinds { kind namespace connected synced lastEventAt lagSeconds failure }
  gaps(first: 50) { kind namespace reason from to }
} }`;

class Mirror extends Page {
  question() {
    return { document: MIRROR };
  }

  loaded() {
    const again = setTimeout(() => this.load({ quiet: true }), AGAIN);
    this.unfollow = () => clearTimeout(again);
  }

  content() {
    const mirror = this.data.mirrorStatus;
    const t = text.mirror;
    return html`<div class="head"><h1>${t.title}</h1></div>
      <p class="lead">${t.lead}</p>
      <div class="note ${mirror.connected ? "good" : "bad"}" role="status">${mirror.connected ? t.connected : t.lost}</div>
      <dl class="figures"><div><dt>${t.stored}</dt><dd>${mirror.storedRuns.value.toLocaleString("en")}${mirror.storedRuns.isExact ? "" : "+"}</dd></div>
        <div><dt>${t.oldest}</dt><dd>${mirror.oldestRunAt ? when(mirror.oldestRunAt) : "–"}</dd></div>
        <div><dt>${t.quarantined}</dt><dd class=${mirror.quarantinedCount ? "bad" : ""}>${mirror.quarantinedCount}</dd></div></dl>
      <h2>${t.kinds}</h2>
      <div class="scroll" tabindex="0" role="region" aria-label=${t.kinds}><table class="list plain-list"><thead><tr>${Object.values(t.columns).map((words) => html`<th>${words}</th>`)}</tr></thead><tbody>
        ${mirror.kinds.map((/** @type {any} */ kind) => {
          const state = !kind.connected ? "FAILED" : kind.synced ? "SUCCEEDED" : "RUNNING";
          return html`<tr><td>${kind.kind}</td><td>${kind.namespace ?? html`<span class="quiet">${t.everywhere}</span>`}</td>
            <td><span class="status s-${state}">${icon(state)}<span>${!kind.connected ? t.failing : kind.synced ? t.following : t.listing}</span></span>${kind.failure ? html`<div class="quiet wrap">${kind.failure}</div>` : nothing}</td>
            <td>${when(kind.lastEventAt)}</td><td>${text.duration(kind.lagSeconds)}</td></tr>`;
        })}</tbody></table></div>
      <h2>${t.gaps}</h2>
      ${mirror.gaps.length
        ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t.gaps}><table class="list plain-list"><thead><tr>${Object.values(t.gapsColumns).map((words) => html`<th>${words}</th>`)}</tr></thead><tbody>
            ${mirror.gaps.map((/** @type {any} */ gap) => html`<tr><td>${gap.kind}</td><td>${gap.namespace ?? html`<span class="quiet">${t.everywhere}</span>`}</td><td>${word(t.reason, gap.reason)}</td>
              <td>${gap.from ? when(gap.from) : t.ever}</td><td>${gap.to ? when(gap.to) : html`<span class="bad">${t.lasts}</span>`}</td></tr>`)}</tbody></table></div>`
        : empty(t.gapsNone)}`;
  }
}

customElements.define("tr-mirror", Mirror);
