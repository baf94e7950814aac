/** What reports count, derived from the recorded history by a job that follows its changes. */
@NullMarked
package io.tektonretry.report.fact;

import org.jspecify.annotations.NullMarked;
