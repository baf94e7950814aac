/** Filters of reports as they stand in the address, and where the runs behind a figure are listed. */
import { text } from "../../strings.js";

const DAY = 86400000;
export const DAYS = [7, 30, 90];

/** @type {Record<string, string>} */
export const KEYS = { namespace: text.runs.namespace, pipeline: text.runs.pipeline, repository: text.runs.repository, branch: text.runs.branch };

/** @param {URLSearchParams} search */
export const days = (search) => Number(search.get("days")) || 30;

/** The filter of the API. @param {URLSearchParams} search @returns {Record<string, any>} */
export function reportFilter(search) {
  const lists = { namespaces: search.getAll("namespace"), pipelineNames: search.getAll("pipeline"), repositories: search.getAll("repository") };
  return {
    ...Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length)),
    ...(search.get("branch") ? { branch: search.get("branch") } : {}),
    during: { from: new Date(Date.now() - days(search) * DAY).toISOString() },
  };
}

/** The range of the same length right before. @param {Record<string, any>} filter */
export function rangeBefore({ during: { from } }) {
  const end = Date.parse(from);
  return { from: new Date(end - (Date.now() - end)).toISOString(), to: from };
}

/** The address with another value of a parameter, or none. @param {URLSearchParams} search @param {string} key @param {string | undefined} value @param {boolean} [many] */
export function withParam(search, key, value, many = false) {
  const next = new URLSearchParams([...search].filter(([k, v]) => k !== key || (many && v !== value)));
  if (value) next.append(key, value);
  return address(next);
}

/** @param {URLSearchParams} search @param {string} key @param {string} value */
export const withoutParam = (search, key, value) => address(new URLSearchParams([...search].filter(([k, v]) => k !== key || v !== value)));

/** @param {URLSearchParams} search */
const address = (search) => `/reports${search.size ? `?${search}` : ""}`;

/**
 * The list of the runs that a figure counts.
 * @param {any} row what the figure is of
 * @param {{from: string, to: string}} range
 * @param {URLSearchParams} search of the reports
 * @param {Record<string, string[]>} [more] further conditions
 */
export function runsOf(row, range, search, more = {}) {
  const runs = new URLSearchParams();
  for (const key of Object.keys(KEYS)) for (const value of search.getAll(key)) runs.append(key, value);
  for (const [key, value] of /** @type {[string, string | null][]} */ ([["namespace", row.namespace], ["pipeline", row.pipelineName], ["repository", row.repository]])) {
    if (value) runs.set(key, value);
  }
  if (runs.has("branch") && !runs.has("repository")) runs.delete("branch");
  for (const [key, values] of Object.entries(more)) for (const value of values) runs.append(key, value);
  runs.set("ended-from", range.from);
  runs.set("ended-to", range.to);
  return `/runs?${runs}`;
}

export const FAILED = { status: ["FAILED", "TIMED_OUT"] };
export const RECOVERED = { outcome: ["RECOVERED"] };
export const RETRIED = { outcome: ["RECOVERED", "STILL_FAILING"] };
