/** How values are shown. */
import { html, nothing } from "lit-html";
import { text, word } from "./strings.js";

const TAIL = 7;
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });

/** @param {string | null | undefined} time */
export const millis = (time) => (time ? Date.parse(time) : NaN);

/** A name that is cut in its middle where it is too long; its text is copied whole. @param {string} name */
export const name = (name) =>
  name.length <= 2 * TAIL
    ? html`<span class="name" title=${name}>${name}</span>`
    : html`<span class="name mid" title=${name}><span>${name.slice(0, -TAIL)}</span><span>${name.slice(-TAIL)}</span></span>`;

/** A relative time with the exact one as its tooltip. @param {string | null | undefined} time */
export const when = (time) =>
  time
    ? html`<time datetime=${time} title=${exact.format(new Date(time))}>${text.ago((Date.now() - millis(time)) / 1000)}</time>`
    : nothing;

/** @param {string | null | undefined} time */
export const exactly = (time) => (time ? exact.format(new Date(time)) : "");

/** From start to end or now, in seconds; null before the start. @param {any} thing */
export function seconds(thing) {
  if (thing?.duration !== null && thing?.duration !== undefined) return Number(thing.duration);
  if (!thing?.startedAt) return null;
  const end = thing.finishedAt ? millis(thing.finishedAt) : isOver(thing.status) ? NaN : Date.now();
  return Number.isNaN(end) ? null : Math.max(0, (end - millis(thing.startedAt)) / 1000);
}

/** @param {any} thing */
export function took(thing) {
  const length = seconds(thing);
  return length === null ? nothing : text.duration(length);
}

/** @param {string} status */
export const isOver = (status) => status !== "PENDING" && status !== "RUNNING";

export const FAILED = ["FAILED", "TIMED_OUT", "CANCELLED", "INTERRUPTED"];

/** An address that a page may link to; whoever creates a run can write what they like there. @param {string | null | undefined} url */
export const safe = (url) => (url && /^https?:\/\//i.test(url) ? url : undefined);

/** @param {any} run */
export const runPath = (run) => `/runs/${encodeURIComponent(run.namespace)}/${encodeURIComponent(run.name)}`;

/** @param {any} run @param {string} task @param {Record<string, string | number | undefined>} [search] */
export function taskPath(run, task, search = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) if (value !== undefined) query.set(key, String(value));
  return `${runPath(run)}/tasks/${encodeURIComponent(task)}${query.size ? `?${query}` : ""}`;
}

/** A value of a param or result as text. @param {unknown} value */
export const plain = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 1));

/** Shapes of 16 by 16, one for each way in which something can stand. @type {Record<string, string>} */
const SHAPES = {
  SUCCEEDED: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm3.6 4.6-.9-.9L7 8.8 5.3 7.1l-.9.9L7 10.6Z",
  FAILED: "M5 1h6l4 4v6l-4 4H5l-4-4V5Zm.9 4L5 5.9 7.1 8 5 10.1l.9.9L8 8.9l2.1 2.1.9-.9L8.9 8 11 5.9l-.9-.9L8 7.1Z",
  FAILED_IGNORED: "M8 1.5 15.2 14H.8ZM7.3 6v4h1.4V6Zm0 5v1.4h1.4V11Z",
  RUNNING: "M8 1a7 7 0 1 1-7 7h1.7A5.3 5.3 0 1 0 8 2.7Zm0 4a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z",
  PENDING: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6ZM4.4 7.2h1.7v1.6H4.4Zm2.8 0h1.7v1.6H7.2Zm2.7 0h1.7v1.6H9.9Z",
  CANCELLED: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm-4 7.8h8V7.2H4Z",
  TIMED_OUT: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm-.7 2.8v4.5l3.2 2 .7-1.2-2.4-1.5V3.8Z",
  INTERRUPTED: "M1 3h5v1.6H2.6v6.8H6V13H1Zm9 0h5v10h-5v-1.6h3.4V4.6H10ZM7.2 1h1.6v14H7.2Z",
  SKIPPED: "M3 3.5 8 8l-5 4.5Zm5.5 0L13.5 8l-5 4.5ZM13.5 3.5H15v9h-1.5Z",
  REUSED: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Zm3.2 3.3-.9-.9L7 8.4 5.6 7l-.9.9L7 10.2Z",
  NEVER_STARTED: "M7 1h2v2H7Zm0 12h2v2H7ZM1 7h2v2H1Zm12 0h2v2h-2ZM3 3h2v2H3Zm8 0h2v2h-2ZM3 11h2v2H3Zm8 0h2v2h-2Z",
  UNOBSERVED: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm-.7 9.6V12h1.4v-1.4ZM5.6 6.3H7c0-.7.4-1.1 1-1.1s1 .4 1 .9c0 1-1.7 1-1.7 3.3h1.4c0-1.5 1.7-1.6 1.7-3.4 0-1.2-1-2.1-2.4-2.1-1.4 0-2.4 1-2.4 2.4Z",
};

/** @param {string} status */
export const shape = (status) => SHAPES[status] ?? SHAPES.UNOBSERVED;

/** @param {string} status */
export const icon = (status) =>
  html`<svg class="icon s-${status}" viewBox="0 0 16 16" aria-hidden="true"><path fill-rule="evenodd" d=${shape(status)} /></svg>`;

/** How something stands, by icon and text. @param {string} status */
export const status = (status) => html`<span class="status s-${status}">${icon(status)}<span>${word(text.status, status)}</span></span>`;

/** The same, with the text for screen readers and as the tooltip only. @param {string} status */
export const statusIcon = (status) =>
  html`<span class="status-icon" title=${word(text.status, status)}>${icon(status)}<span class="sr">${word(text.status, status)}</span></span>`;

/** @param {any} run */
export function source(run) {
  const from = run.source;
  if (!from) return nothing;
  const short = from.revision?.slice(0, 7);
  const what = from.pullRequest ? `#${from.pullRequest}` : from.branch;
  const all = [from.repository, what && from.branch && what !== from.branch ? `${what} ${from.branch}` : what, short].filter(Boolean);
  const url = safe(from.url);
  const words = html`${from.repository ? html`<span class="repo">${name(from.repository)}</span>` : nothing}
    ${what ? html`<span class="ref ${from.pullRequest ? "pr" : ""}" title=${all.join(" · ")}>${what}</span>` : nothing}
    ${short ? html`<code title=${from.revision}>${short}</code>` : nothing}`;
  return url ? html`<a class="source" href=${url} target="_blank" rel="noreferrer noopener">${words}</a>` : html`<span class="source">${words}</span>`;
}
