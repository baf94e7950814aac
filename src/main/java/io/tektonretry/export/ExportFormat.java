package io.tektonretry.export;

import io.tektonretry.history.task.PipelineTask;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How runs are written. */
interface ExportFormat {

    /** Media type of the export. */
    String type();

    /** What it begins with. */
    byte[] head();

    /**
     * Runs in this format.
     *
     * @param tasks the tasks of those runs whose tasks were read
     */
    byte[] write(List<ExportedRun> runs, Map<UUID, List<PipelineTask>> tasks);
}
