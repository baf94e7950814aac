/** Finds objects that have our finalizer, and releases them. */
@NullMarked
package io.tektonretry.tekton.finalizer;

import org.jspecify.annotations.NullMarked;
