package io.tektonretry.history;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A claimed retry.
 *
 * @param id carried by the created PipelineRun in an annotation
 * @param baseUid UID of the run at the root of the lineage
 * @param retryNumber N of the name {@code <root>-r<N>}, from 1
 * @param retryOfUid UID of the run that is retried
 * @param namespace where the PipelineRun is created
 * @param name of the PipelineRun that is created
 * @param requestedBy who asked
 * @param requestedAt when
 * @param createdUid UID of the PipelineRun, once it is known
 */
public record RetryRequest(
        UUID id,
        UUID baseUid,
        int retryNumber,
        UUID retryOfUid,
        String namespace,
        String name,
        String requestedBy,
        Instant requestedAt,
        @Nullable UUID createdUid) {}
