package io.tektonretry.retry.plan;

import tools.jackson.databind.node.ObjectNode;

/**
 * A pipeline task with what a run gives it in place.
 *
 * @param isFinally whether it stands under {@code finally}
 */
record ResolvedTask(ObjectNode definition, boolean isFinally) {}
