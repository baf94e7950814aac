package io.tektonretry.log;

import org.jspecify.annotations.Nullable;

/**
 * A link to the log of an attempt in another system.
 *
 * @param name name of that system
 * @param step the step whose log it shows; null for all steps
 */
public record LogLink(String name, String url, @Nullable String step) {}
