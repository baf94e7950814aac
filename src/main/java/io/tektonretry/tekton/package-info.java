/**
 * The edge to the Kubernetes API: Tekton objects as JSON trees. All our labels and annotations are spelled here only.
 * It imports {@code worker} alone.
 */
@NullMarked
package io.tektonretry.tekton;

import org.jspecify.annotations.NullMarked;
