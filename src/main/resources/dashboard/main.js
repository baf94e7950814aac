/** The frame around the pages: header, navigation, sign-in. */
import { html, nothing } from "lit";
import { canSignOut, connection, provider, query, signIn, signOut, token } from "./api.js";
import { Element, go } from "./elements.js";
import { listen } from "./store.js";
import { text } from "./strings.js";

const MEET = "{ viewer { name kind } unresolvedFailures(first: 1) { totalCount(upTo: 99) { value isExact } } }";
const MEET_AGAIN = 60000;
const THEME = "tekton-retry.theme";
const THEMES = /** @type {const} */ (["auto", "light", "dark"]);

/** Addresses, what shows them, and where that comes from. @type {[RegExp, string, () => Promise<unknown>, keyof typeof text.pages][]} */
const ROUTES = [
  [/^\/$/, "tr-unresolved", () => import("./pages/unresolved.js"), "unresolved"],
  [/^\/runs$/, "tr-runs", () => import("./pages/runs.js"), "runs"],
  [/^\/runs\/(?<namespace>[^/]+)\/(?<name>[^/]+)\/lineage$/, "tr-lineage", () => import("./pages/lineage.js"), "runs"],
  [/^\/runs\/(?<namespace>[^/]+)\/(?<name>[^/]+)(\/tasks\/(?<task>[^/]+))?$/, "tr-run", () => import("./pages/run/run.js"), "runs"],
  [/^\/reports$/, "tr-reports", () => import("./pages/reports/reports.js"), "reports"],
  [/^\/requests$/, "tr-requests", () => import("./pages/requests.js"), "requests"],
  [/^\/mirror$/, "tr-mirror", () => import("./pages/mirror.js"), "mirror"],
];
const LINKS = /** @type {[keyof typeof text.pages, string][]} */ ([["unresolved", "/"], ["runs", "/runs"], ["reports", "/reports"], ["requests", "/requests"], ["mirror", "/mirror"]]);

const SUN = "M8 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM7.3.5h1.4v2H7.3Zm0 13h1.4v2H7.3ZM.5 7.3h2v1.4h-2Zm13 0h2v1.4h-2ZM2.2 3.2l1-1 1.4 1.4-1 1Zm9.2 9.2 1-1 1.4 1.4-1 1ZM2.2 12.8l1.4-1.4 1 1-1.4 1.4Zm9.2-9.2 1.4-1.4 1 1-1.4 1.4Z";
const MOON = "M6.2 1.3a6.8 6.8 0 1 0 8.5 8.5A5.6 5.6 0 0 1 6.2 1.3Z";
const HALF = "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1.5v11a5.5 5.5 0 0 0 0-11Z";

class App extends Element {
  constructor() {
    super();
    /** @type {unknown} */
    this.page = nothing;
    /** @type {string | undefined} */
    this.tag = undefined;
    /** @type {string | undefined} */
    this.at = undefined;
    /** @type {any} */
    this.viewer = undefined;
    /** @type {{value: number, isExact: boolean} | undefined} */
    this.unresolved = undefined;
    this.theme = localStorage.getItem(THEME) ?? "auto";
    this.failed = false;
  }

  connectedCallback() {
    super.connectedCallback();
    document.documentElement.dataset.theme = this.theme;
    addEventListener("popstate", () => this.show());
    addEventListener("tr-route", () => this.show());
    addEventListener("click", (event) => this.follow(event));
    listen(() => this.requestUpdate());
    this.show();
    this.meet();
    setInterval(() => document.visibilityState === "visible" && !connection.needsToken && this.meet(), MEET_AGAIN);
  }

  /** Who is here, and how much there is to do. */
  async meet() {
    try {
      const { viewer, unresolvedFailures } = await query(MEET);
      this.viewer = viewer;
      this.unresolved = unresolvedFailures?.totalCount;
    } catch {
      this.viewer = this.unresolved = undefined;
    }
    this.requestUpdate();
  }

  async show() {
    const path = location.pathname.replace(/(.)\/$/, "$1");
    const search = new URLSearchParams(location.search);
    const found = ROUTES.find(([pattern]) => pattern.test(path));
    if (!found) {
      this.at = undefined;
      this.page = html`<div class="empty"><h1>${text.notFound.title}</h1><a href="/">${text.pages.unresolved}</a></div>`;
      return this.requestUpdate();
    }
    const [pattern, , load, at] = found;
    /** @type {string} */
    const tag = found[1];
    try {
      await load();
      sessionStorage.removeItem("tekton-retry.reloaded");
    } catch {
      this.reload();
      return;
    }
    const params = Object.fromEntries(Object.entries(pattern.exec(path)?.groups ?? {}).map(([key, value]) => [key, value && decodeURIComponent(value)]));
    if (this.tag !== tag) {
      this.tag = tag;
      this.element = document.createElement(tag);
      window.scrollTo(0, 0);
    }
    /** @type {any} */ (this.element).route = { path, params, search };
    this.at = at;
    this.page = /** @type {any} */ (this.element);
    if (at) document.title = `${params.name ? `${params.name} · ${params.namespace}` : text.pages[at]} · ${text.product}`;
    this.requestUpdate();
  }

  /** After an upgrade of the service the files of the old version are gone. */
  reload() {
    if (sessionStorage.getItem("tekton-retry.reloaded")) {
      this.failed = true;
      this.requestUpdate();
    } else {
      sessionStorage.setItem("tekton-retry.reloaded", "1");
      location.reload();
    }
  }

  /** @param {MouseEvent} event */
  follow(event) {
    const link = /** @type {HTMLAnchorElement | undefined} */ (event.composedPath().find((each) => each instanceof HTMLAnchorElement));
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.target || link.origin !== location.origin || link.hasAttribute("download") || link.getAttribute("href")?.startsWith("#")) return;
    if (link.pathname.startsWith("/logs/")) return;
    event.preventDefault();
    go(link.pathname + link.search);
  }

  turnTheme() {
    this.theme = THEMES[(THEMES.indexOf(/** @type {any} */ (this.theme)) + 1) % THEMES.length];
    localStorage.setItem(THEME, this.theme);
    document.documentElement.dataset.theme = this.theme;
    this.requestUpdate();
  }

  render() {
    const theme = /** @type {any} */ (text.theme)[this.theme];
    return html`
      <a class="skip" href="#content" @click=${(/** @type {Event} */ e) => (e.preventDefault(), this.querySelector("main")?.focus())}>${text.skip}</a>
      <header class="top">
        <a class="brand" href="/" aria-label=${text.product}><svg viewBox="0 0 16 16" aria-hidden="true"><rect width="16" height="16" rx="4" /><path d="M4.2 6.4A4.2 4.2 0 1 1 4 9.2M3.4 3.6v3.2h3.2" /></svg><span>${text.product}</span></a>
        <nav aria-label="Pages">
          ${LINKS.map(([key, href]) => html`<a href=${href} aria-current=${this.at === key ? "page" : nothing}>${text.pages[key]}${key === "unresolved" && this.unresolved?.value ? html`<span class="badge">${this.unresolved.value}${this.unresolved.isExact ? "" : "+"}</span>` : nothing}</a>`)}
        </nav>
        <span class="spacer"></span>
        <span class="live-state ${connection.state}" title=${text.liveHint[connection.state]} role="status"><i></i>${text.live[connection.state]}</span>
        <button class="plain" title=${theme} aria-label=${theme} @click=${this.turnTheme}>
          <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=${this.theme === "light" ? SUN : this.theme === "dark" ? MOON : HALF} /></svg>
        </button>
        ${this.viewer ? html`<span class="viewer" title=${this.viewer.name}>${this.viewer.name}</span>` : nothing}
        ${canSignOut() ? html`<button class="plain sign-out" @click=${signOut}>${text.signIn.out}</button>` : nothing}
      </header>
      <main id="content" tabindex="-1">
        ${this.failed ? html`<div class="note bad" role="alert">${text.error.newVersion} <button @click=${() => location.reload()}>${text.error.reload}</button></div>` : nothing}
        ${connection.needsToken ? this.door() : this.page}
      </main>
      <div id="announcer" class="sr" aria-live="polite"></div>`;
  }

  door() {
    if (provider) {
      const search = new URLSearchParams(location.search);
      search.delete("sign-in");
      const from = encodeURIComponent(location.pathname + (search.size ? `?${search}` : ""));
      return html`<div class="door">
        <h1>${text.signIn.provider}</h1>
        ${new URLSearchParams(location.search).get("sign-in") === "refused" ? html`<p class="bad" role="alert">${text.signIn.failed}</p>` : nothing}
        <p>${text.signIn.providerWhy}</p>
        <a class="button primary" target="_self" href="${provider}?from=${from}">${text.signIn.send}</a>
      </div>`;
    }
    return html`<form class="door" @submit=${this.enter}>
      <h1>${text.signIn.title}</h1>
      <p>${text.signIn.why}</p>
      <pre>${text.signIn.command}</pre>
      <label for="token">${text.signIn.label}</label>
      <textarea id="token" rows="4" required spellcheck="false" autocomplete="off"></textarea>
      ${token() ? html`<p class="bad" role="alert">${text.signIn.refused}</p>` : nothing}
      <button class="primary">${text.signIn.send}</button>
    </form>`;
  }

  /** @param {Event} event */
  enter(event) {
    event.preventDefault();
    signIn(/** @type {HTMLTextAreaElement} */ (this.querySelector("#token")).value);
    this.tag = undefined;
    this.show();
    this.meet();
  }
}

customElements.define("tr-app", App);
