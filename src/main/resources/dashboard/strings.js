/** Every word that the pages say. */

/** @param {number} n @param {string} one @param {string} [many] */
const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

export const text = {
  product: "tekton-retry",
  pages: { unresolved: "Unresolved", runs: "Runs", reports: "Reports", requests: "Requests", mirror: "Mirror" },
  skip: "Skip to content",
  live: { live: "live", connecting: "connecting", lost: "reconnecting", off: "" },
  liveHint: {
    live: "Changes are shown as they happen",
    connecting: "Connecting for changes",
    lost: "The connection for changes is lost. The page tries again; what you see may be old.",
    off: "",
  },
  theme: { auto: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" },
  status: {
    PENDING: "Pending", RUNNING: "Running", SUCCEEDED: "Succeeded", FAILED: "Failed", FAILED_IGNORED: "Failed, ignored",
    CANCELLED: "Cancelled", TIMED_OUT: "Timed out", INTERRUPTED: "Deleted while it ran", SKIPPED: "Skipped", REUSED: "Inherited",
    NEVER_STARTED: "Never started", UNOBSERVED: "Not observed",
  },
  failureClass: {
    USER_CODE: "user code", TIMEOUT: "timeout", CANCELLED: "cancelled", INFRASTRUCTURE: "infrastructure",
    CONFIGURATION: "configuration", UNKNOWN: "unknown cause",
  },
  outcome: { NOT_RETRIED: "not retried", IN_PROGRESS: "in progress", RECOVERED: "recovered", STILL_FAILING: "still failing" },
  requestState: { SCHEDULED: "Waiting", CREATING: "Being created", CREATED: "Created", REFUSED: "Refused", CANCELLED: "Cancelled" },
  origin: { API: "the API", TEKTON_DASHBOARD: "the Tekton Dashboard", AUTOMATIC: "the service itself", UNKNOWN: "another tool" },
  cause: { INITIAL: "first execution", AUTOMATIC_RETRY: "Tekton's own retry", MANUAL_RETRY: "later run" },
  /** @param {number} seconds */
  ago(seconds) {
    if (seconds < -60) return `in ${this.duration(-seconds, 1)}`;
    return seconds < 10 ? "just now" : `${this.duration(seconds, 1)} ago`;
  },
  /** @param {number} seconds @param {number} [parts] how many units */
  duration(seconds, parts = 2) {
    if (seconds < 1) return seconds > 0 ? "< 1 s" : "0 s";
    let rest = Math.round(seconds);
    const said = [];
    for (const [unit, size] of /** @type {[string, number][]} */ ([["d", 86400], [" h", 3600], [" min", 60], [" s", 1]])) {
      const n = Math.floor(rest / size);
      rest -= n * size;
      if (n > 0) said.push(`${n}${unit === "d" ? " d" : unit}`);
      else if (said.length) break;
      if (said.length === parts) break;
    }
    return said.join(" ");
  },
  error: {
    title: "This could not be read.",
    again: "Try again",
    /** @param {string} id */
    request: (id) => `Request ${id}`,
    UNREACHABLE: "The service can't be reached.",
    newVersion: "The service has a new version.",
    reload: "Load it",
  },
  signIn: {
    title: "Sign in with a token",
    why: "The service asks Kubernetes who you are. Paste a bearer token that the API server accepts. It stays in this tab, and is forgotten when you close it.",
    label: "Bearer token",
    command: "kubectl create token <service account> --namespace <namespace>",
    provider: "Sign in",
    providerWhy: "Your organization's sign-in page opens, and leads back to this page.",
    failed: "The sign-in was not completed. Try again, or ask the operator of this service to look into its log.",
    send: "Sign in",
    refused: "The token was not accepted.",
    out: "Sign out",
  },
  copy: "Copy", copied: "Copied",
  close: "Close",
  more: "More",
  notFound: {
    title: "There is no such page.",
    run: "No such run",
    /** @param {string} namespace @param {string} name */
    runWhy: (namespace, name) => `No run ${name} is recorded in ${namespace}, or you have no right to see it.`,
  },
  runs: {
    title: "Runs",
    empty: "No run matches.",
    none: "No run is recorded yet.",
    clear: "Clear all filters",
    columns: { status: "Status", name: "Run", namespace: "Namespace", source: "Source", attempt: "Attempt", started: "Started", duration: "Duration" },
    newer: "Newer", older: "Older", newest: "Newest",
    /** @param {number} n */
    fresh: (n) => `Show ${count(n, "new run")}`,
    /** @param {number} n @param {boolean} exact */
    total: (n, exact) => (exact ? count(n, "run") : `more than ${count(n, "run")}`),
    /** @param {number} n */
    selected: (n) => `${n} selected`,
    retry: "Preview retry…",
    select: "Select",
    selectAll: "Select all runs of this page that can be retried",
    filter: "Filter",
    add: "Add a filter",
    namespace: "namespace", pipeline: "pipeline", status: "status", repository: "repository", branch: "branch", pr: "pull request",
    label: "label", revision: "revision", since: "created since", latest: "latest attempts only", job: "job", reason: "reason",
    cause: "cause", outcome: "outcome", endedFrom: "ended since", endedTo: "ended before", value: "Value", examples: { label: "app=shop", repository: "acme/shop" }, remove: "Remove filter",
    /** @param {number} a @param {number} b */
    attempt: (a, b) => `Attempt ${a} of ${b}`,
  },
  run: {
    attempts: "Attempts",
    /** @param {number} n */
    attempt: (n) => `#${n}`,
    retry: "Retry failed tasks…",
    noRight: "You need the right to create or retry pipelineruns in this namespace.",
    askingFailed: "The cluster can't be asked for your rights at the moment.",
    /** @param {number} n @param {string} status */
    newer: (n, status) => `A later attempt, #${n}, ${status}.`,
    show: "Show it",
    deleted: "The run was deleted from the cluster. What you see is the record.",
    stalled: "This retry makes no progress. The retry dialog can replace it.",
    graphHint: "Graph of the tasks; the table has the same facts",
    views: { graph: "Graph", timeline: "Timeline", table: "Table" },
    tasks: "Tasks", results: "Results", params: "Parameters", labels: "Labels", events: "Events", lineage: "Lineage", manifest: "Manifest",
    columns: { task: "Task", status: "Status", attempts: "Attempts", started: "Started", duration: "Duration", detail: "Detail" },
    /** @param {number} n */
    from: (n) => `from #${n}`,
    finally: "finally",
    noTasks: "No task is known of this run: Tekton did not start any.",
    complete: "The record of this run is complete.",
    /** @param {any} c */
    incomplete(c) {
      const said = [];
      if (c.unobservedChildren.length) said.push(`Nobody saw how ${c.unobservedChildren.map((/** @type {any} */ each) => each.pipelineTaskName).join(", ")} ended.`);
      if (c.gaps.length) said.push(`Changes may have been missed in ${count(c.gaps.length, "period")} while it ran.`);
      if (c.quarantined) said.push("Its newest state can't be recorded; an earlier one is shown.");
      return said.join(" ");
    },
    retriedBy: "Retry requested by", inferred: "Its labels say that it repeats another run. Labels prove nothing, so it counts as a run of its own.",
    /** @param {number} n */
    moreTasks: (n) => `Only the first ${n} tasks are shown.`,
    pipeline: "Pipeline", created: "Created", duration: "Duration", source: "Source",
  },
  task: {
    choose: "Choose a task to see its attempts, steps and logs.",
    steps: "Steps", log: "Log", tail: "Last lines", whole: "Full log", follow: "Follow", search: "Search in the log", download: "Download",
    pod: "Pod", node: "node", gone: "deleted", disrupted: "The cluster ended the pod.", events: "Events", results: "Results", links: "Elsewhere",
    /** @param {number} code */
    exit: (code) => `exit ${code}`,
    none: "It was never executed.",
    /** @param {string} name @param {number} n */
    reused: (name, n) => `Inherited: this run uses what attempt #${n} in ${name} left.`,
    copyAs: "Copy as", kubectl: "kubectl", graphql: "GraphQL", curl: "curl", link: "link",
    /** @param {number} found @param {number} lines */
    found: (found, lines) => `${found.toLocaleString("en")} of ${count(lines, "line")}`,
    /** @param {number} lines */
    lines: (lines) => count(lines, "line"),
    /** @param {number} shown */
    cut: (shown) => `Only the last ${shown.toLocaleString("en")} lines are shown; the download has all.`,
    noLog: "The log is empty.",
    missing: {
      FORBIDDEN: "You need the right to get pods/log in this namespace.",
      POD_GONE: "The pod was gone before its last lines were read.",
      NO_LOG: "The container has no log.",
      UNAVAILABLE: "The last lines could not be read.",
      NOT_KEPT: "The last lines are not kept.",
    },
    combination: "combination",
    overridden: "With other resources or settings than the first run",
  },
  flakes: {
    mark: "flaky",
    /** @param {{count: number, total: number}} part */
    flaked: ({ count: n, total }) => (n ? `Flaked at ${n.toLocaleString("en")} of ${count(total, "commit")} in 30 days` : `No flake at ${count(total, "commit")} in 30 days`),
    /** @param {{count: number, total: number}} part */
    helped: ({ count: n, total }) => `a retry helped ${n.toLocaleString("en")} of ${count(total, "time")}`,
  },
  retry: {
    title: "Retry", one: "Retry of",
    plan: "Looking what would happen…",
    columns: { run: "Runs again", reuse: "Inherited", skip: "Does not run" },
    nothing: "Nothing",
    because: {
      SUCCEEDED_BEFORE: "succeeded", FAILED: "failed", CANCELLED: "was cancelled", TIMED_OUT: "timed out", NEVER_STARTED: "never started",
      SKIPPED_BEFORE: "skipped by its conditions", DEPENDS_ON_RERUN: "needs a task that runs again", RESULT_NEEDED: "a result of it is missing",
      REQUESTED: "you asked for it", FINALLY_TASK: "finally", WORKSPACE_LOST: "its volume is gone", FAILURE_IGNORED: "its failure was ignored",
      RESULT_MISSING: "lacks a result", ALWAYS_RERUN: "its author wants it to run always", DEFINITION_CHANGED: "its definition changed",
    },
    action: { RUN_FIRST_TIME: "for the first time", DEPENDS_ON_OUTCOME: "depends on", LEAVE: "stays as it was" },
    /** @param {number[]} n */
    combinations: (n) => `combinations ${n.join(", ")}`,
    /** @param {number} n */
    button: (n) => `Retry ${count(n, "task")}`,
    /** @param {number} n @param {string} at */
    laterButton: (n, at) => `Retry ${count(n, "task")} at ${at}`,
    startsAnew: "Nothing of the run had started, so it starts anew from its own spec.",
    refused: "It can't be retried like this:",
    look: "Show that run",
    ways: {
      onLostWorkspace: "Run the tasks again that fill the volume",
      onMissingHistory: "Run the tasks again whose end nobody saw",
      onUnrepresentableValue: "Run the task again that wrote the value",
      onMissingDependency: "Create it all the same",
      evenIfRerun: "Retry although there is a rerun",
      replaceStalled: "Cancel and replace the retry that makes no progress",
      /** @param {string[]} names */
      alsoRerunTasks: (names) => `Run ${names.join(", ")} again too`,
      definition: "Use the recorded definition",
      again: "Ask again",
    },
    options: "Options", strategy: "Tasks to run", failed: "Failed tasks only", all: "All tasks",
    definition: "Definition", recorded: "As recorded", current: "As it is now in the cluster",
    finally: "Finally tasks", automatic: "As needed", allFinally: "All of them",
    matrix: "Matrix", combinationsOnly: "Failed combinations", wholeTask: "All combinations",
    ignored: "Also run tasks whose failure was ignored",
    resources: "Resources", memory: "Memory limit", cpu: "CPU limit", timeout: "Timeout (s)",
    resourcesHint: "Empty: as it was. Such as 4Gi, 500m.",
    metadata: "Metadata that will be set", manifest: "Manifest", warnings: "To know before",
    reason: "Reason", reasonHint: "Optional; kept with the new run", later: "Not before",
    changed: "The plan has changed meanwhile. This is the new one.",
    cancel: "Cancel",
    rerunToo: "Run it too",
    dontRerun: "Don't run it again",
    scheduled: "The request waits for its time.",
    showRequests: "Show requests",
    bulk: {
      /** @param {number} n */
      title: (n) => `Retry ${count(n, "run")}`,
      /** @param {number} n */
      button: (n) => `Retry ${count(n, "run")}`,
      columns: { run: "Run", what: "What happens" },
      /** @param {number} run @param {number} reuse */
      what: (run, reuse) => `${count(run, "task")} to run, ${reuse} inherited`,
      created: "created", accepted: "accepted, waits for its turn", done: "Done",
    },
  },
  requests: {
    title: "Requests", empty: "Nobody has asked for a retry yet.", waitingEmpty: "No request waits.",
    all: "All", waiting: "Waiting",
    columns: { state: "State", run: "Run", by: "Requested by", at: "Requested", due: "Due", result: "Result" },
    cancel: "Cancel", sure: "Cancel the request?", now: "at once",
    held: { ADMISSION: "held by admission", PIPELINES_AS_CODE: "waits in its repository's queue" },
    gone: "no longer recorded",
  },
  lineage: { title: "Lineage", by: "by", via: "via", first: "first run", inferred: "by labels only" },
  unresolved: {
    title: "Unresolved failures", empty: "Nothing is broken.",
    emptyWhy: "Every run that failed has recovered, or a newer one of the same job has taken its place.",
    last: "Last recovery:",
    /** @param {number} n */
    same: (n) => count(n, "run"),
    /** @param {number} n @param {boolean} exact */
    total: (n, exact) => (exact ? count(n, "failure") : `more than ${count(n, "failure")}`),
    noTask: "before any task",
    group: "Group by cause",
    /** @param {number} n */
    days: (n) => (n === 1 ? "24 hours" : `${n} days`),
    within: "Created within",
  },
  reports: {
    title: "Reports",
    within: "Ended within",
    /** @param {number} n */
    ended: (n) => `${count(n, "run")} ended since: count again`,
    empty: "Nothing to report.", emptyWhy: "No run that ended in this time has what this report counts.",
    /** @param {number} shown @param {number} all */
    shown: (shown, all) => `${shown.toLocaleString("en")} of ${all.toLocaleString("en")}`,
    outOf: "of",
    /** @param {number} a @param {number} b */
    of: (a, b) => `${a.toLocaleString("en")} of ${b.toLocaleString("en")}`,
    /** @param {number} rate */
    percent: (rate) => `${rate > 0 && rate < 0.1 ? (100 * rate).toFixed(1) : Math.round(100 * rate)} %`,
    /** @param {number} low @param {number} high */
    interval: (low, high) => `with 95 % certainty between ${text.reports.percent(low)} and ${text.reports.percent(high)}`,
    /** @param {number} time */
    date: (time) => new Date(time).toLocaleDateString("en", { day: "numeric", month: "short", timeZone: "UTC" }),
    trend: {
      unknown: "new",
      /** @param {number} rate */
      was: (rate) => `was ${text.reports.percent(rate)}`,
      /** @param {number} count @param {number} total */
      hint: (count, total) => `${count.toLocaleString("en")} of ${total.toLocaleString("en")} in as long a time before`,
    },
    flaky: {
      title: "Flaky tasks",
      lead: "Tasks that failed and succeeded with the same inputs: the same definition, parameters and commit. Three failures in a row are broken, not flaky.",
      order: "Order", orders: { FLAKE_RATE: "Flake rate", FLIP_RATE: "Flip rate", COMPUTE_WASTED: "Wasted time", EXECUTIONS: "Executions" },
      inputs: "Of the inputs with which the task was executed, those with which it failed and succeeded",
      columns: { task: "Task", rate: "Flake rate", inputs: "Flaky inputs", trend: "Trend", failures: "Failures", infrastructure: "By the cluster", flips: "Flips", wasted: "Wasted", last: "Last flake" },
      /** @param {number} n */
      streaks: (n) => (n ? `Failed three or more times in a row ${count(n, "time")}` : "Never failed three times in a row"),
    },
    worth: {
      title: "What a retry is worth",
      lead: "How often a task that had failed so succeeded in a retry. Only retries that were requested here count.",
      columns: { task: "Task", failure: "Failure", rate: "Success of retries", helped: "Helped", verdict: "Worth it?" },
      verdict: { yes: "yes", no: "no", open: "not clear yet" },
      verdictHint: { yes: "Certainly more than every second retry helps", no: "Certainly less than every second retry helps", open: "Too few retries to tell" },
    },
    retries: {
      title: "Retries",
      lead: "Runs by the time at which they ended first, and what came of those that failed. Times are median and 95th percentile.",
      group: "Rows", groups: { PIPELINE: "Pipeline", NAMESPACE: "Namespace", REPOSITORY: "Repository", TASK: "Task" },
      columns: { failed: "Failed", rate: "Success of retries", recovered: "Recovered", saved: "Saved", wasted: "Wasted", recovery: "To recovery", duration: "Duration", retryDuration: "Of retries" },
      /** @param {string} most @param {number} n */
      sample: (most, n) => `95 % of ${n.toLocaleString("en")} took no longer than ${most}`,
      unnamed: "without a name", day: "Day", week: "Week",
      /** @param {string} name @param {boolean} weekly */
      overTime: (name, weekly) => `${name} by ${weekly ? "week" : "day"}`,
    },
    charts: {
      runs: "Runs", all: "all", failed: "failed", compute: "Compute", saved: "saved", wasted: "wasted", recovery: "Time to recovery", duration: "Duration", median: "median", most: "95 %",
    },
  },
  mirror: {
    title: "Mirror",
    lead: "The service records what happens in the cluster. This page says how far the record can be trusted.",
    connected: "Connected: the API server answers with changes of every kind.",
    lost: "Not connected: changes of at least one kind don't arrive.",
    kinds: "What is followed", columns: { kind: "Kind", namespace: "Namespace", state: "State", last: "Last change", lag: "Lag" },
    everywhere: "all", following: "followed", listing: "being listed", failing: "no answer",
    gaps: "Gaps", gapsNone: "Nothing was missed, as far as the service knows.",
    gapsColumns: { kind: "Kind", namespace: "Namespace", reason: "Why", from: "From", to: "To" },
    ever: "since ever", lasts: "lasts",
    reason: {
      NOT_FOLLOWED: "was not followed before", DOWNTIME: "the service was down for too long", CHANGES_EXPIRED: "changes expired before they were read",
      CHANGE_UNREADABLE: "a change could not be read", CLUSTER_RESTORED: "the cluster was restored or replaced", NO_CONTACT: "no contact with the API server",
      FORBIDDEN: "the service lacks the right to list or watch",
    },
    stored: "Recorded runs", oldest: "Oldest", quarantined: "Objects that can't be recorded",
  },
};

/**
 * The word for a value of an enum; a value that is newer than this page is shown as it is.
 * @param {Record<string, any>} words @param {string} value
 */
export const word = (words, value) => words[value] ?? value.toLowerCase().replaceAll("_", " ");
