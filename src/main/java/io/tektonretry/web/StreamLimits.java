package io.tektonretry.web;

import java.time.Duration;

/**
 * How much a stream of bytes may take.
 *
 * @param bytes how many are sent at most
 * @param longest how long it lasts at most
 * @param idle for how long nothing may be sent or taken
 */
public record StreamLimits(long bytes, Duration longest, Duration idle) {}
