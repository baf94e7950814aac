/**
 * The edge to the Kubernetes API: Tekton objects as JSON trees. It is the only place that spells our labels and annotations, and it
 * imports {@code worker} alone.
 */
@NullMarked
package io.tektonretry.tekton;

import org.jspecify.annotations.NullMarked;
