package io.tektonretry.retry;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.history.document.RecordedLineages;
import io.tektonretry.retry.plan.LineageResults;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/** The pipeline results of retries, which Tekton cannot compute without the reused tasks. */
@Service
public class RetriedResults {

    private final RecordedLineages lineages;

    RetriedResults(RecordedLineages lineages) {
        this.lineages = lineages;
    }

    /** The results by name for each run, over all attempts up to it; reads a few lineages at a time. */
    public Map<UUID, Map<String, JsonNode>> of(Collection<UUID> runUids) {
        return lineages
                .read(
                        runUids,
                        (uid, lineage) -> lineage.base() == null
                                ? Optional.<Map<String, JsonNode>>empty()
                                : Optional.of(LineageResults.of(RecordedRuns.of(lineage))))
                .entrySet()
                .stream()
                .flatMap(results -> results.getValue().map(found -> Map.entry(results.getKey(), found)).stream())
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
