/** Filters of lists as they stand in the address. */
import { exactly } from "../format.js";
import { text, word } from "../strings.js";

/** @type {Record<string, string>} */
export const KEYS = {
  namespace: text.runs.namespace,
  status: text.runs.status,
  pipeline: text.runs.pipeline,
  repository: text.runs.repository,
  branch: text.runs.branch,
  pr: text.runs.pr,
  job: text.runs.job,
  revision: text.runs.revision,
  label: text.runs.label,
  reason: text.runs.reason,
  outcome: text.runs.outcome,
  since: text.runs.since,
  "ended-from": text.runs.endedFrom,
  "ended-to": text.runs.endedTo,
  latest: text.runs.latest,
};

/** Filters that are not offered as a field to fill in. */
export const FIXED = ["latest", "status", "since", "outcome", "ended-from", "ended-to"];

const TIMES = ["since", "ended-from", "ended-to"];
const SOURCE = { repository: "repository", branch: "branch", pr: "pullRequest", job: "job", revision: "revision" };

/** The filter of the API; an empty one for all. @param {URLSearchParams} search @returns {Record<string, any>} */
export function filterOf(search) {
  /** @type {Record<string, any>} */
  const filter = {};
  const many = (/** @type {string} */ key, /** @type {string} */ name) => {
    const values = search.getAll(key);
    if (values.length) filter[name] = values;
  };
  many("namespace", "namespaces");
  many("status", "statuses");
  many("pipeline", "pipelineNames");
  many("reason", "reasons");
  const labels = search.getAll("label");
  if (labels.length) filter.labels = labels.map(label);
  for (const [key, name] of Object.entries(SOURCE)) {
    const value = search.get(key);
    if (value) (filter.source ??= {})[name] = value;
  }
  many("outcome", "lineageOutcomes");
  for (const [key, name, end] of /** @type {const} */ ([["since", "createdAt", "from"], ["ended-from", "finishedAt", "from"], ["ended-to", "finishedAt", "to"]])) {
    const time = Date.parse(search.get(key) ?? "");
    if (!Number.isNaN(time)) filter[name] = { ...filter[name], [end]: new Date(time).toISOString() };
  }
  if (search.has("latest")) filter.latestAttemptOnly = true;
  return filter;
}

/** How a value of a filter is shown. @param {string} key @param {string} value */
export function shownValue(key, value) {
  if (key === "latest") return "";
  if (key === "outcome") return word(text.outcome, value);
  return TIMES.includes(key) && !Number.isNaN(Date.parse(value)) ? exactly(value) : value;
}

/** As kubectl writes it: key, key=value, !key, key!=value. @param {string} words */
function label(words) {
  const [, key, no, value] = /^([^!=]+)(!?)==?(.*)$/.exec(words) ?? [];
  if (key) return { key: key.trim(), operator: no ? "NOT_IN" : "IN", values: value.split(",").map((each) => each.trim()) };
  return words.startsWith("!") ? { key: words.slice(1).trim(), operator: "NOT_EXISTS" } : { key: words.trim(), operator: "EXISTS" };
}

/** The address with one condition more or less, from the first page on. @param {URLSearchParams} search @param {string} key @param {string} value @param {boolean} on */
export function withFilter(search, key, value, on) {
  const next = new URLSearchParams([...search].filter(([k, v]) => !["after", "before"].includes(k) && !(k === key && (v === value || key in SOURCE))));
  if (on && value) next.append(key, value);
  return `/runs${next.size ? `?${next}` : ""}`;
}
