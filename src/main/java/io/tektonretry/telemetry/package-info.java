/**
 * Tells OpenTelemetry what became of runs: metrics under the names of the CI/CD semantic conventions, one trace for each
 * lineage, and traces of the requests of callers. It reads the history and changes nothing but its own queue.
 */
@NullMarked
package io.tektonretry.telemetry;

import org.jspecify.annotations.NullMarked;
