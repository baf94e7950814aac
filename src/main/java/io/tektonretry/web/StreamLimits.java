package io.tektonretry.web;

import java.time.Duration;

/**
 * Limits of a byte stream.
 *
 * @param bytes maximum number of bytes to send
 * @param longest maximum duration
 * @param idle how long it may last without data being sent or read
 */
public record StreamLimits(long bytes, Duration longest, Duration idle) {}
