package io.tektonretry.history;

/** The condition that a failed run has no follow-up. */
final class Unresolved {

    /** The predicate of the indexes; {@link #CONDITION} holds for some of these runs. */
    static final String HAS_FAILED =
            "(r.status in ('FAILED', 'CANCELLED', 'TIMED_OUT', 'INTERRUPTED') or r.leaves_tasks)";

    /** Identifies the job of a run, as in the index; null for a run without a job. */
    private static final String JOB = """
            hashtextextended(%1$s.source_repository || chr(10) || %1$s.source_job || chr(10) || coalesce(
                'pull request ' || %1$s.source_pull_request, 'branch ' || %1$s.source_branch, 'commit ' || %1$s.source_revision), 0)
            """;

    /**
     * True for a run {@code r} that has failed, unless a newer complete run of its job exists. A job is the same if
     * namespace, repository and job are, and the pull request, or else the branch, or else the revision. A run without
     * a job has no such follow-up. A newer run that was cancelled, or deleted while it ran, does not count, unless it
     * has a retry that was not. Each {@code offset} keeps this an index look-up for each run.
     */
    static final String CONDITION = """
            r.parent_uid is null
               and not exists (
                   select 1 from pipeline_run newer
                    where newer.namespace = r.namespace and %s = %s
                      and newer.source_repository = r.source_repository and newer.source_job = r.source_job
                      and newer.retry_number = 0 and newer.parent_uid is null and newer.base_uid <> r.base_uid
                      and (newer.created_at, newer.uid) > (
                          coalesce((select base.created_at from pipeline_run base where base.uid = r.base_uid), r.created_at),
                          r.base_uid)
                      and (newer.status not in ('CANCELLED', 'INTERRUPTED')
                           or exists (
                              select 1 from pipeline_run again
                               where again.base_uid = newer.uid and again.namespace = newer.namespace and again.retry_number > 0
                                 and again.status not in ('CANCELLED', 'INTERRUPTED')
                              offset 0))
                   offset 0)
            """.formatted(JOB.formatted("newer"), JOB.formatted("r"));

    private Unresolved() {}
}
