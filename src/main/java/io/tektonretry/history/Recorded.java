package io.tektonretry.history;

/**
 * What came of a batch of observations.
 *
 * @param stored states that were new
 * @param known states that were recorded already, or older than the recorded one
 * @param unreadable objects that are no runs; each is logged once
 */
public record Recorded(int stored, int known, int unreadable) {}
