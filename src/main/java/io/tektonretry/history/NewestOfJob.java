package io.tektonretry.history;

/** The condition that only the newest run of each job, commit and pull request counts. */
final class NewestOfJob {

    /** Expression of the index: a job at a commit. Its columns have to be compared, too. */
    static final String COMMIT = """
            hashtextextended(%1$s.namespace || chr(10) || %1$s.source_repository || chr(10) || %1$s.source_job || chr(10)
                || %1$s.source_revision, 0)
            """.strip();

    /**
     * True for a run {@code r} whose lineage began after all other complete runs of its namespace, repository, job,
     * revision and pull request, and for a run without one of the first four. Two pull requests, or a pull request and
     * a branch, may have the same commit; a run for one does not replace a run for the other. A retry has the age of
     * its lineage. The {@code offset} keeps this an index look-up for each run.
     */
    static final String CONDITION =
            """
            not exists (
                   select 1 from pipeline_run newer
                    where OF_NEWER = OF_R
                      and newer.namespace = r.namespace and newer.source_repository = r.source_repository
                      and newer.source_job = r.source_job and newer.source_revision = r.source_revision
                      and newer.source_pull_request is not distinct from r.source_pull_request
                      and newer.retry_number = 0 and newer.parent_uid is null and newer.base_uid <> r.base_uid
                      and (newer.created_at, newer.uid) > (
                          coalesce((select base.created_at from pipeline_run base where base.uid = r.base_uid), r.created_at),
                          r.base_uid)
                   offset 0)
            """.replace("OF_NEWER", COMMIT.formatted("newer")).replace("OF_R", COMMIT.formatted("r"));

    private NewestOfJob() {}
}
