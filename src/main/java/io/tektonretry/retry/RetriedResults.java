package io.tektonretry.retry;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.history.RecordedLineages;
import io.tektonretry.retry.plan.LineageResults;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/** The results of the pipelines of retries, which Tekton can't compute without the tasks that a retry reuses. */
@Service
public class RetriedResults {

    private final RecordedLineages lineages;

    RetriedResults(RecordedLineages lineages) {
        this.lineages = lineages;
    }

    /** The results by name for each run, over all attempts up to it; takes a constant number of SQL statements. */
    public Map<UUID, Map<String, JsonNode>> of(Collection<UUID> runUids) {
        return lineages.load(runUids).entrySet().stream()
                .filter(lineage -> lineage.getValue().base() != null)
                .collect(toMap(Map.Entry::getKey, lineage -> LineageResults.of(RecordedRuns.of(lineage.getValue()))));
    }
}
