package io.tektonretry.cluster;

import io.tektonretry.cluster.tekton.TektonSimulator;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A cluster without nodes: the API server double with recorded runs, and Tekton simulated for every run that is created. */
public final class SimulatedCluster implements AutoCloseable {

    private final ApiServerDouble api;
    private final TektonSimulator tekton;
    private @Nullable SimulatedPods pods;

    private SimulatedCluster(ApiServerDouble api, TektonSimulator tekton) {
        this.api = api;
        this.tekton = tekton;
    }

    /** Starts a cluster with all recorded scenarios on a free port. */
    public static SimulatedCluster start(Duration taskDuration) {
        return start(0, taskDuration, RecordedScenario.all());
    }

    /**
     * Starts a cluster.
     *
     * @param port the port of the API server on loopback, 0 for a free one
     * @param taskDuration how long an attempt of a simulated task takes
     * @param scenarios what is loaded: final objects, without retries, and the definitions they refer to
     */
    public static SimulatedCluster start(int port, Duration taskDuration, List<RecordedScenario> scenarios) {
        return start(port, taskDuration, scenarios, new Ageing(Duration.ZERO));
    }

    /**
     * Starts a cluster with all recorded scenarios on a free port.
     *
     * @param age how long ago they are to seem to have been recorded, at least
     */
    public static SimulatedCluster startLongAfter(Duration age, Duration taskDuration) {
        List<RecordedScenario> scenarios = RecordedScenario.all();
        Instant newest = scenarios.stream()
                .map(scenario -> Instant.parse(
                        scenario.pipelineRun().at("/metadata/creationTimestamp").asString()))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Duration missing = age.minus(Duration.between(newest, Instant.now()));
        return start(0, taskDuration, scenarios, new Ageing(missing.isNegative() ? Duration.ZERO : missing));
    }

    private static SimulatedCluster start(
            int port, Duration taskDuration, List<RecordedScenario> scenarios, Ageing ageing) {
        ApiServerDouble api = ApiServerDouble.start(port);
        api.admission(new PipelineRunWebhook());
        for (RecordedScenario scenario : scenarios) {
            api.load(scenario.objects().stream().map(ageing::older).toList());
            for (ObjectNode definition : scenario.definitions()) {
                api.create(definition);
            }
        }
        return new SimulatedCluster(api, TektonSimulator.start(api.url(), taskDuration));
    }

    /** Gives every TaskRun its pods, with their logs. */
    public SimulatedCluster withPods(StepOutput output) {
        pods = new SimulatedPods(api, output);
        return this;
    }

    /** Where the API server listens. */
    public String url() {
        return api.url();
    }

    /** The API server, to look into it and to make it lie. */
    public ApiServerDouble api() {
        return api;
    }

    @Override
    public void close() {
        if (pods != null) {
            pods.close();
        }
        tekton.close();
        api.close();
    }
}
