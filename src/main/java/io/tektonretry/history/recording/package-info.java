/**
 * The guarded upsert: an observed object becomes rows if it is newer than what is recorded. Only {@code mirror} and {@code retry} may
 * write through it.
 */
@NullMarked
package io.tektonretry.history.recording;

import org.jspecify.annotations.NullMarked;
