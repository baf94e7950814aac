package io.tektonretry.retry.pipelinesascode;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.tektonretry.history.document.Documents;
import io.tektonretry.retry.PipelinesAsCodeProperties;
import io.tektonretry.retry.pipelinesascode.UnreportedRetries.Unreported;
import io.tektonretry.tekton.ClusterUnavailableException;
import io.tektonretry.tekton.TektonKeys;
import io.tektonretry.tekton.TektonResources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/**
 * Gives a retry of a GitHub App's run the check run of the first run, if it ended before Pipelines-as-Code saw it
 * running: Pipelines-as-Code updates a check run that it knows, but creates none for a finished run.
 */
@Configuration(proxyBeanMethods = false)
class CheckRunReports {

    private static final Logger LOG = LoggerFactory.getLogger(CheckRunReports.class);

    private static final int AT_ONCE = 50;

    private static final Duration FARTHEST = Duration.ofDays(1);

    /**
     * GitHub's ids are numbers; anything else was written by the author of the run, and the API server may reject it as
     * a label.
     */
    private static final String CHECK_RUN = "[0-9]{1,20}";

    private final UnreportedRetries unreported;
    private final Documents documents;
    private final TektonResources cluster;
    private final PipelinesAsCodeProperties properties;
    private final Clock clock;

    CheckRunReports(
            UnreportedRetries unreported,
            Documents documents,
            TektonResources cluster,
            PipelinesAsCodeProperties properties,
            Clock clock) {
        this.unreported = unreported;
        this.documents = documents;
        this.cluster = cluster;
        this.properties = properties;
        this.clock = clock;
    }

    @Bean
    RecurringTask<Void> checkRuns() {
        return Tasks.recurring("check-runs", FixedDelay.of(properties.reportAfter()))
                .execute((task, context) -> report(context.getSchedulerState()::isShuttingDown));
    }

    private void report(BooleanSupplier stops) {
        if (!properties.report()) {
            return;
        }
        Instant now = clock.instant();
        @Nullable Unreported last = null;
        List<Unreported> some;
        do {
            some = unreported.find(now.minus(FARTHEST), now.minus(properties.reportAfter()), last, AT_ONCE);
            for (Unreported retry : some) {
                if (stops.getAsBoolean()) {
                    return;
                }
                report(retry);
                last = retry;
            }
        } while (some.size() == AT_ONCE);
    }

    private void report(Unreported retry) {
        JsonNode root = documents.findByUids(Set.of(retry.baseUid())).get(retry.baseUid());
        String checkRun = root == null ? "" : annotation(root, TektonKeys.PAC_CHECK_RUN);
        if (!checkRun.matches(CHECK_RUN)) {
            return;
        }
        try {
            if (cluster.giveCheckRun(retry.namespace(), retry.name(), retry.uid(), checkRun)) {
                LOG.atInfo()
                        .addKeyValue("run", retry.namespace() + "/" + retry.name())
                        .log("Gave a retry the check run of its first run, so that Pipelines-as-Code reports it");
            }
        } catch (ClusterUnavailableException e) {
            LOG.atWarn()
                    .addKeyValue("run", retry.namespace() + "/" + retry.name())
                    .addKeyValue("cause", e.getMessage())
                    .log("A retry cannot be reported to Pipelines-as-Code now; trying again");
        }
    }

    private static String annotation(JsonNode run, String key) {
        return run.path("metadata").path("annotations").path(key).asString("");
    }
}
