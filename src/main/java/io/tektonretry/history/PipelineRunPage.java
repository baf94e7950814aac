package io.tektonretry.history;

import java.util.List;

/**
 * A page of PipelineRuns, newest first.
 *
 * @param runs at most as many as were asked for
 * @param hasMore whether there are further ones in the direction of reading
 */
public record PipelineRunPage(List<PipelineRunRecord> runs, boolean hasMore) {}
