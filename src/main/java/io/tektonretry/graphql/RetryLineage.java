package io.tektonretry.graphql;

import io.tektonretry.history.PipelineRunRecord;
import java.util.List;
import java.util.UUID;

/**
 * A run with the retries by this service that derive from it.
 *
 * @param baseUid UID of the run, which need not be recorded itself
 * @param rootUid UID of the first of all linked runs, including links by labels
 */
record RetryLineage(UUID baseUid, UUID rootUid) {

    static RetryLineage of(PipelineRunRecord run) {
        return new RetryLineage(run.baseUid(), run.rootUid());
    }

    /** Its attempts, among all linked runs. */
    List<PipelineRunRecord> attempts(List<PipelineRunRecord> together) {
        return together.stream().filter(run -> run.baseUid().equals(baseUid)).toList();
    }

    /** Its latest attempt. */
    PipelineRunRecord latest(List<PipelineRunRecord> together) {
        List<PipelineRunRecord> attempts = attempts(together);
        return attempts.get(attempts.size() - 1);
    }
}
