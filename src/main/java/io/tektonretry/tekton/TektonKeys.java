package io.tektonretry.tekton;

/** Every label, annotation key and finalizer that this service reads or writes on Kubernetes objects, spelled once. */
public final class TektonKeys {

    /** Label on a retry: UID of the run at the root of its lineage. */
    public static final String ROOT_UID = "tektonretry.io/root-uid";

    /** Label on a retry: UID of the run that it retries. */
    public static final String RETRY_OF_UID = "tektonretry.io/retry-of-uid";

    /** Label on a retry: N of the name {@code <root>-r<N>}, from 1. */
    public static final String RETRY_NUMBER = "tektonretry.io/retry-number";

    /** Annotation on a retry: id of the request that created it, for people. */
    public static final String REQUEST_ID = "tektonretry.io/request-id";

    /**
     * Annotation on a retry: a secret of its request; after {@code AlreadyExists} it decides whether the object is
     * ours.
     */
    public static final String REQUEST_PROOF = "tektonretry.io/request-proof";

    /** Annotation on a retry: name of the root. */
    public static final String ROOT_NAME = "tektonretry.io/root-name";

    /** Annotation on a retry: name of the run that it retries. */
    public static final String RETRY_OF_NAME = "tektonretry.io/retry-of-name";

    /** Annotation on a retry: who asked for it. */
    public static final String REQUESTED_BY = "tektonretry.io/requested-by";

    /** Annotation on a retry: why it was asked for. */
    public static final String REASON = "tektonretry.io/reason";

    /** Annotation on a retry: the version of the plan that it executes. */
    public static final String PLAN_VERSION = "tektonretry.io/plan-version";

    /** Annotation on a retry: the {@code refSource} of the root as JSON, since an inline run records none. */
    public static final String REF_SOURCE = "tektonretry.io/ref-source";

    /** Annotation on a retry: {@code true} when it has the run's own spec because no task had run. */
    public static final String STARTS_ANEW = "tektonretry.io/starts-anew";

    /** Label on a retry: number of tasks that did not succeed and were not run again. */
    public static final String LEFT_TASKS = "tektonretry.io/left-tasks";

    /** Annotation on a retry: comma-separated params of the pipeline whose values differ from before. */
    public static final String GIVEN_PARAMS = "tektonretry.io/given-params";

    /** Annotation of a pipeline's author: {@code disabled} forbids retries. */
    public static final String RETRY = "tektonretry.io/retry";

    /** Annotation of a pipeline's author: comma-separated tasks that must not run again. */
    public static final String RETRY_DISABLED_TASKS = "tektonretry.io/retry-disabled-tasks";

    /** Annotation of a pipeline's author: the reason that callers see. */
    public static final String RETRY_DISABLED_REASON = "tektonretry.io/retry-disabled-reason";

    /** Annotation of a pipeline's author: comma-separated tasks that run again whenever any task does. */
    public static final String ALWAYS_RERUN_TASKS = "tektonretry.io/always-rerun-tasks";

    /**
     * Annotation of a pipeline's author: comma-separated tasks that get the name and UID of the retry, {@code *} for
     * all.
     */
    public static final String OWN_IDENTITY_TASKS = "tektonretry.io/own-identity-tasks";

    /**
     * Annotation of a pipeline's author: {@code infrastructure} lets the service retry runs that the cluster made fail.
     */
    public static final String AUTO_RETRY = "tektonretry.io/auto-retry";

    /** Annotation of a pipeline's author: maximum number of automatic retries of a lineage. */
    public static final String AUTO_RETRY_MAX = "tektonretry.io/auto-retry-max";

    /** Label on a retry: the pipeline that the root's label {@code tekton.dev/pipeline} names. */
    public static final String PIPELINE_OF_ROOT = "tektonretry.io/pipeline";

    /** Label of a run that stays in the history whatever its age. */
    public static final String KEEP = "tektonretry.io/keep";

    /** Finalizer of a run or child: keeps it until its last state is recorded. */
    public static final String FINALIZER = "tektonretry.io/mirror";

    /** Prefix of all keys above. */
    public static final String OWN_PREFIX = "tektonretry.io/";

    /** Tekton's label with the name of the pipeline. */
    public static final String PIPELINE = "tekton.dev/pipeline";

    /** Tekton's label on children: name of the PipelineRun they belong to. */
    public static final String PIPELINE_RUN = "tekton.dev/pipelineRun";

    /** Tekton's label on children: UID of the PipelineRun they belong to. */
    public static final String PIPELINE_RUN_UID = "tekton.dev/pipelineRunUID";

    /** Tekton's label on children: name of the pipeline task they execute. */
    public static final String PIPELINE_TASK = "tekton.dev/pipelineTask";

    /** Tekton's label on children: {@code tasks} or {@code finally}. */
    public static final String MEMBER_OF = "tekton.dev/memberOf";

    /** Label that the Tekton Dashboard sets on a rerun: name of the run that was rerun. */
    public static final String DASHBOARD_RERUN_OF = "dashboard.tekton.dev/rerunOf";

    /** Annotation of a run: {@code "true"} makes Tekton delete its volumes when it ends. */
    public static final String AUTO_CLEANUP_PVC = "tekton.dev/auto-cleanup-pvc";

    /** Annotation of Pipelines-as-Code: the Secret that it creates for each run, and recreates. */
    public static final String PAC_GIT_AUTH_SECRET = "pipelinesascode.tekton.dev/git-auth-secret";

    /** Annotation and label of Pipelines-as-Code: the progress of a run; it ignores runs without it. */
    public static final String PAC_STATE = "pipelinesascode.tekton.dev/state";

    /** Annotation and label of Pipelines-as-Code with a GitHub App: ID of the check run that shows the run's result. */
    public static final String PAC_CHECK_RUN = "pipelinesascode.tekton.dev/check-run-id";

    /** {@link #PAC_STATE} of a run that was started. */
    public static final String PAC_STARTED = "started";

    /** {@link #PAC_STATE} of a run that waits in the queue of its repository. */
    public static final String PAC_QUEUED = "queued";

    /**
     * Annotation of Pipelines-as-Code: the runs of an event as {@code <namespace>/<name>}, in the order in which its
     * queue starts them.
     */
    public static final String PAC_EXECUTION_ORDER = "pipelinesascode.tekton.dev/execution-order";

    private TektonKeys() {}
}
