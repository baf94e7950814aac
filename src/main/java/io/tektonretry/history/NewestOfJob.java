package io.tektonretry.history;

/** Which runs count when of each job at a commit, for each pull request, only the newest does. */
final class NewestOfJob {

    /**
     * Holds for a run {@code r} whose lineage began after all other whole runs of its namespace, repository, job and revision, and for one
     * that does not say all of these. Two pull requests may have the same commit, and a branch as well: a run for one does not stand for
     * the other. A retry stands where its lineage began. The {@code offset} keeps it a look-up by key for each run.
     */
    static final String CONDITION = """
            not exists (
                   select 1 from pipeline_run newer
                    where newer.namespace = r.namespace and newer.source_repository = r.source_repository
                      and newer.source_job = r.source_job and newer.source_revision = r.source_revision
                      and newer.source_pull_request is not distinct from r.source_pull_request
                      and newer.retry_number = 0 and newer.parent_uid is null and newer.base_uid <> r.base_uid
                      and (newer.created_at, newer.uid) > (
                          coalesce((select base.created_at from pipeline_run base where base.uid = r.base_uid), r.created_at),
                          r.base_uid)
                   offset 0)
            """;

    private NewestOfJob() {}
}
