package io.tektonretry.history;

/** The condition that a failed run has no follow-up. */
final class Unresolved {

    /** The runs of the indexes; {@link #CONDITION} holds for some of them. */
    static final String HAS_FAILED =
            "(r.status in ('FAILED', 'CANCELLED', 'TIMED_OUT', 'INTERRUPTED') or r.leaves_tasks)";

    /** What a run is about, in the words of the index; null where it does not say its job. */
    private static final String JOB = """
            hashtextextended(%1$s.source_repository || chr(10) || %1$s.source_job || chr(10) || coalesce(
                'pull request ' || %1$s.source_pull_request, 'branch ' || %1$s.source_branch, 'commit ' || %1$s.source_revision), 0)
            """;

    /**
     * Holds for a run {@code r} that has failed unless a newer whole run of its job has come. The job is the same where namespace,
     * repository and job are, and the pull request; without one the branch; without that the revision. A run that does not say its job
     * is on its own. What was cancelled, or deleted while it ran, shows nothing, unless a retry of it goes on.
     * The {@code offset} keeps it a look-up by key for each run.
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
                                 and again.status not in ('CANCELLED', 'INTERRUPTED')))
                   offset 0)
            """.formatted(JOB.formatted("newer"), JOB.formatted("r"));

    private Unresolved() {}
}
