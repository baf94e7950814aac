package io.tektonretry.retry.plan;

import java.util.List;

/**
 * What the attempts of a lineage recorded about every task of its spec.
 *
 * @param byPosition in the order of the tasks in the spec
 */
record TaskRecords(List<TaskRecord> byPosition) {

    TaskRecord of(SpecTask task) {
        return byPosition.get(task.position());
    }

    /** The record of the referenced task. */
    TaskRecord of(SpecTask.Use use) {
        return byPosition.get(use.producer());
    }
}
