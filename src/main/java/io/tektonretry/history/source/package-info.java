/**
 * What a run says it was built from, as the systems that start runs write it onto them: a claim of whoever created the run, to be shown
 * and filtered by. It imports nothing of ours.
 */
@NullMarked
package io.tektonretry.history.source;

import org.jspecify.annotations.NullMarked;
