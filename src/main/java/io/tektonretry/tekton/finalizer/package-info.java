/** Finds objects that a finalizer of ours holds, and lets them go. */
@NullMarked
package io.tektonretry.tekton.finalizer;

import org.jspecify.annotations.NullMarked;
