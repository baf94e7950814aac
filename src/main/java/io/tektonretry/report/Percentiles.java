package io.tektonretry.report;

import java.time.Duration;

/**
 * Percentiles of durations.
 *
 * @param p50 the median
 * @param sampleSize number of durations
 */
public record Percentiles(Duration p50, Duration p95, long sampleSize) {}
