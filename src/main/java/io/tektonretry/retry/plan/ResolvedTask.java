package io.tektonretry.retry.plan;

import tools.jackson.databind.node.ObjectNode;

/**
 * A pipeline task with the values of a run substituted.
 *
 * @param isFinally whether it is a finally task
 */
record ResolvedTask(ObjectNode definition, boolean isFinally) {}
