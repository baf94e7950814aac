package io.tektonretry.log;

import org.jspecify.annotations.Nullable;

/**
 * Where a system beside this one shows the log of an attempt.
 *
 * @param name of that system
 * @param step whose log it is; null for that of all steps
 */
public record LogLink(String name, String url, @Nullable String step) {}
