/** Calls to the service: queries and mutations over HTTP, subscriptions over one WebSocket, logs as streams. */
import "graphql-ws";
import { tell } from "./store.js";

const TOKEN = "tekton-retry.token";

/** An answer that is no data, with its code and the id under which the service's log has more. */
export class ApiError extends Error {
  /** @param {string} code @param {string} message @param {string} [requestId] */
  constructor(code, message, requestId) {
    super(message);
    this.code = code;
    this.requestId = requestId;
  }
}

/** Codes of what may be gone when it is asked for again. */
const PASSING = ["UNREACHABLE", "OVERLOADED", "TIMEOUT", "RATE_LIMITED", "DATABASE_UNAVAILABLE", "CLUSTER_UNAVAILABLE"];

/** @param {any} failure */
export const passes = (failure) => failure instanceof ApiError && PASSING.includes(failure.code);

/** What the pages show about the connection. */
export const connection = {
  /** @type {"off" | "connecting" | "live" | "lost"} */
  state: "off",
  needsToken: false,
};

export const token = () => sessionStorage.getItem(TOKEN);

/** @param {string | null} value kept until the tab is closed */
export function signIn(value) {
  if (value === null) sessionStorage.removeItem(TOKEN);
  else sessionStorage.setItem(TOKEN, value.trim().replace(/^Bearer\s+/i, ""));
  connection.needsToken = value === null;
  client?.dispose();
  client = undefined;
  connection.state = "off";
  tell();
}

/** Where people sign in at their provider; empty where the service knows none. */
export const provider = /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name=sign-in]"))?.content ?? "";

/** What proves that a call comes from this page, while a cookie stands for the caller. */
const proof = () => document.cookie.match(/(?:^|; )__Host-tekton-retry-csrf=([^;]*)/)?.[1];

/** Whether this page can sign out whoever is signed in. */
export const canSignOut = () => token() !== null || proof() !== undefined;

export async function signOut() {
  signIn(null);
  const given = proof();
  if (given) await fetch("/logout", { method: "POST", headers: { "X-CSRF-Token": given } });
  location.reload();
}

/** @returns {Record<string, string>} */
function credentials() {
  const held = token();
  return held ? { Authorization: `Bearer ${held}` } : {};
}

/** @param {string} [method] @returns {Record<string, string>} */
function origin(method = "GET") {
  const given = method === "GET" ? undefined : proof();
  return given ? { "X-CSRF-Token": given } : {};
}

/** @param {string} path @param {RequestInit} [options] @returns {Promise<Response>} */
async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: { ...credentials(), ...origin(options.method), .../** @type {any} */ (options.headers) } });
  } catch (failure) {
    if (options.signal?.aborted) throw failure;
    throw new ApiError("UNREACHABLE", "");
  }
  if (answer.status === 401) {
    connection.needsToken = true;
    tell();
  }
  return answer;
}

/** Under this key of an answer stands why parts of it are missing. */
export const PARTLY = Symbol("partly");

/**
 * @param {string} document
 * @param {Record<string, unknown>} [variables]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>} the data, without the parts that could not be read
 */
export async function query(document, variables = {}, signal) {
  const answer = await call("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: document, variables }),
    signal,
  });
  const body = await answer.json().catch(() => ({}));
  const failed = body.errors?.[0];
  if (failed && !Object.values(body.data ?? {}).some((value) => value !== null)) throw error(failed);
  if (!body.data) throw new ApiError("INTERNAL_ERROR", `HTTP ${answer.status}`);
  return read(body);
}

/**
 * Takes out what could not be read, so that nobody takes it for a fact that is null.
 * @param {{data: any, errors?: any[]}} answer
 */
function read({ data, errors = [] }) {
  for (const failed of errors) {
    let inner = data;
    for (const step of failed.path ?? []) {
      if (inner[step] === null && !Array.isArray(inner)) delete inner[step];
      inner = inner[step];
      if (inner === null || inner === undefined) break;
    }
    data[PARTLY] ??= error(failed);
  }
  return data;
}

/** @param {any} failed */
const error = (failed) => new ApiError(failed.extensions?.code ?? "INTERNAL_ERROR", failed.message, failed.extensions?.requestId);

/**
 * @param {string} path
 * @param {AbortSignal} signal
 * @returns {Promise<ReadableStream<Uint8Array>>}
 */
export async function openLog(path, signal) {
  const answer = await call(path, { signal });
  if (answer.ok && answer.body) return answer.body;
  const body = await answer.json().catch(() => ({}));
  throw body.errors?.[0] ? error(body.errors[0]) : new ApiError("INTERNAL_ERROR", `HTTP ${answer.status}`);
}

/** @type {any} */
let client;

function connected() {
  const { createClient } = /** @type {any} */ (globalThis).graphqlWs;
  client ??= createClient({
    url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
    connectionParams: credentials,
    retryAttempts: Infinity,
    shouldRetry: () => !connection.needsToken,
    retryWait: (/** @type {number} */ tries) => new Promise((go) => setTimeout(go, Math.min(15000, 500 * 2 ** tries) * (0.7 + Math.random() * 0.6))),
    lazyCloseTimeout: 3000,
    on: {
      connecting: () => state(connection.state === "lost" ? "lost" : "connecting"),
      connected: () => state("live"),
      closed: (/** @type {any} */ event) => {
        if (event?.code === 4401) connection.needsToken = true;
        state(event?.code === 1000 ? "off" : "lost");
      },
    },
  });
  return client;
}

/** @param {typeof connection.state} next */
function state(next) {
  connection.state = next;
  tell();
}

/** Milliseconds until everything is read anew because a change could not be read: a busy service gets few such calls. */
const PAUSE = 2000;

/** After these a subscription goes on from its last cursor. */
const GO_ON = ["SUBSCRIBER_TOO_SLOW", "CONNECTION_TOO_OLD"];

/**
 * Follows changes, also over lost connections.
 * @param {string} document a subscription whose one field has a cursor, with the variable `after`
 * @param {Record<string, unknown>} variables
 * @param {(change: any) => void} onChange
 * @param {() => void} onGap when changes were missed, so that everything must be read anew
 * @returns {() => void} what ends it
 */
export function follow(document, variables, onChange, onGap) {
  let ended = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let gap;
  let stop = () => {};
  const readAnew = () => {
    gap = undefined;
    if (!ended) onGap();
  };
  const begin = () => {
    if (ended) return;
    stop = connected().subscribe(
      { query: document, variables },
      {
        next: (/** @type {any} */ answer) => {
          const data = answer.data && read(answer);
          const change = data && Object.values(data)[0];
          if (!change) return;
          variables.after = change.cursor;
          onChange(change);
          if (passes(data[PARTLY])) gap ??= setTimeout(readAnew, PAUSE);
        },
        error: (/** @type {any} */ failure) => {
          const code = Array.isArray(failure) ? failure[0]?.extensions?.code : undefined;
          if (ended) return;
          if (GO_ON.includes(code)) setTimeout(begin, 1000);
          else if (code === "CURSOR_EXPIRED") onGap();
        },
        complete: () => {},
      },
    );
  };
  begin();
  return () => {
    ended = true;
    stop();
  };
}
