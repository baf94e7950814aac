package io.tektonretry.history;

import java.time.Instant;
import java.util.UUID;

/** A place in the order of PipelineRuns, newest first. */
public record PipelineRunPosition(Instant createdAt, UUID uid) {}
