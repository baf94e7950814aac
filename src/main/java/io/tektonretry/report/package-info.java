/** What the recorded history says about tasks and retries: flakiness, what a retry is worth, compute saved and wasted. */
@NullMarked
package io.tektonretry.report;

import org.jspecify.annotations.NullMarked;
