package io.tektonretry.graphql;

import io.tektonretry.history.PipelineRunRecord;
import java.util.List;
import java.util.UUID;

/**
 * A run with the retries of ours that derive from it.
 *
 * @param baseUid of the run, which need not be recorded itself
 * @param rootUid of the first of all runs that hang together, also by what labels say
 */
record RetryLineage(UUID baseUid, UUID rootUid) {

    static RetryLineage of(PipelineRunRecord run) {
        return new RetryLineage(run.baseUid(), run.rootUid());
    }

    /** Its attempts among all runs that hang together. */
    List<PipelineRunRecord> attempts(List<PipelineRunRecord> together) {
        return together.stream().filter(run -> run.baseUid().equals(baseUid)).toList();
    }

    /** The attempt that counts. */
    PipelineRunRecord latest(List<PipelineRunRecord> together) {
        List<PipelineRunRecord> attempts = attempts(together);
        return attempts.get(attempts.size() - 1);
    }
}
