/**
 * The guarded upsert: an observed object is written if it is newer than the recorded one. Only {@code mirror} and
 * {@code retry} may write through it.
 */
@NullMarked
package io.tektonretry.history.recording;

import org.jspecify.annotations.NullMarked;
