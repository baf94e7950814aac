package io.tektonretry.graphql;

import io.tektonretry.history.PipelineRunRecord;

/** A failed run that nothing came after. */
record UnresolvedFailure(PipelineRunRecord run) {}
