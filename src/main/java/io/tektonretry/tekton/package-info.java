/**
 * The edge to the Kubernetes API: lists, watches and creates Tekton objects as JSON trees. It is the only place that spells our
 * labels and annotations, and it imports nothing of ours.
 */
@NullMarked
package io.tektonretry.tekton;

import org.jspecify.annotations.NullMarked;
