/** Filters of lists as they stand in the address. */
import { text } from "../strings.js";

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
  since: text.runs.since,
  latest: text.runs.latest,
};

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
  const since = Date.parse(search.get("since") ?? "");
  if (!Number.isNaN(since)) filter.createdAt = { from: new Date(since).toISOString() };
  if (search.has("latest")) filter.latestAttemptOnly = true;
  return filter;
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
