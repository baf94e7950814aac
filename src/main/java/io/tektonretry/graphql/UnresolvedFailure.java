package io.tektonretry.graphql;

import io.tektonretry.history.PipelineRunRecord;

/** A failed run without a follow-up. */
record UnresolvedFailure(PipelineRunRecord run) {}
