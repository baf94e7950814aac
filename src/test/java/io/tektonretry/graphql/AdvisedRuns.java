package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.MadeByRequests;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.retry.AdviceFromDocuments;
import io.tektonretry.retry.PipelineRunRetrier;
import io.tektonretry.retry.summary.PlanSummaries;
import io.tektonretry.retry.summary.PlanSummaries.Found;
import io.tektonretry.retry.summary.PlannerVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All recorded runs, with what the service says about a retry of each. */
record AdvisedRuns(BeanFactory service) {

    void record(List<Observation> observations) {
        new MadeByRequests(jdbc()).of(observations);
        observe(observations);
    }

    /** Records them without the requests of those that are retries. */
    void observe(List<Observation> observations) {
        service.getBean(RunRecorder.class).record(observations, Instant.now());
    }

    /** The service says of each run what its documents say, and has read the documents only where it must. */
    void assertAdvice(String after) {
        List<UUID> runs = all();
        assertThat(service.getBean(PipelineRunRetrier.class).advice(runs))
                .as(after)
                .hasSameSizeAs(runs)
                .isEqualTo(AdviceFromDocuments.of(runs, service));
    }

    /** Waits until a summary of every ended run is kept; somebody must have asked for each. */
    void awaitSummaries() {
        await().pollInterval(Duration.ofMillis(5))
                .pollDelay(Duration.ZERO)
                .until(() -> found().stream().allMatch(run -> !run.hasEnded() || run.summary() != null));
    }

    /** Waits until a summary of the run is kept, whoever has asked for it. */
    void awaitSummary(String run) {
        await().pollInterval(Duration.ofMillis(5))
                .pollDelay(Duration.ZERO)
                .until(() -> found().stream()
                        .anyMatch(kept -> kept.uid().equals(ClusterObject.uid(run)) && kept.summary() != null));
    }

    private Collection<Found> found() {
        return service.getBean(PlanSummaries.class)
                .find(all(), service.getBean(PlannerVersion.class).value(), Instant.now())
                .values();
    }

    private List<UUID> all() {
        return jdbc().sql("select uid from pipeline_run").query(UUID.class).list();
    }

    private JdbcClient jdbc() {
        return service.getBean(JdbcClient.class);
    }
}
