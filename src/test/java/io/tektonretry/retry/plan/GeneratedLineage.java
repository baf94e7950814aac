package io.tektonretry.retry.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A run of a drawn pipeline and its retries, each made from the plan of the one before. */
final class GeneratedLineage {

    private final Draw draw;
    private GeneratedPipeline pipeline;
    private final List<AttemptDocuments> runs = new ArrayList<>();
    private final Set<String> forgetful = new HashSet<>();

    private GeneratedLineage(Draw draw, GeneratedPipeline pipeline) {
        this.draw = draw;
        this.pipeline = pipeline;
    }

    /** A lineage whose first run did not succeed. */
    static GeneratedLineage failed(Draw draw, GeneratedPipeline pipeline, int forgetting) {
        GeneratedLineage lineage = new GeneratedLineage(draw, pipeline);
        Fate cancelled = new Fate(draw, 0, 0, Set.of(), Fate.End.CANCELLED, 0);
        Execution run = IntStream.range(0, 10)
                .mapToObj(i -> Execution.of(pipeline, pipeline.run(), Fate.bad(draw, forgetting)))
                .filter(execution -> !succeeded(execution.recorded()))
                .findFirst()
                .orElseGet(() -> Execution.of(pipeline, pipeline.run(), cancelled));
        lineage.add(run);
        return lineage;
    }

    /** A lineage with up to two failed retries. */
    static GeneratedLineage any(Draw draw) {
        GeneratedLineage lineage = failed(draw, PipelineGenerator.any(draw), draw.of(0, 20));
        for (int i = draw.number(0, 2); i > 0; i--) {
            RetryPlan plan = lineage.plan(RetryOptions.defaults());
            if (!plan.retryable()
                    || succeeded(lineage.retry(plan, Fate.bad(draw, 10)).recorded())) {
                break;
            }
        }
        return lineage;
    }

    GeneratedPipeline pipeline() {
        return pipeline;
    }

    List<AttemptDocuments> runs() {
        return runs;
    }

    /** Tasks that succeeded without writing their results when they ran last. */
    Set<String> forgetful() {
        return Set.copyOf(forgetful);
    }

    PlanInput request(RetryOptions options) {
        return new PlanInput(runs, options, Map.of(), runs.size());
    }

    RetryPlan plan(RetryOptions options) {
        return RetryPlanner.plan(request(options));
    }

    /** The same while the Pipeline that the run refers to is there, or is not. */
    RetryPlan plan(RetryOptions options, boolean isThere) {
        PlanInput request = request(options);
        boolean refers = PipelineDefinition.wanted(runs, options).isPresent();
        return refers && isThere
                ? RetryPlanner.plan(new PlanInput(
                        PipelineDefinition.in(runs, pipeline.spec()).orElseThrow(),
                        options,
                        request.claims(),
                        request.retryNumber()))
                : RetryPlanner.plan(request);
    }

    /** The plan by the current definition. */
    RetryPlan planNow(RetryOptions options, ObjectNode task) {
        boolean refers = pipeline.run().path("spec").has("pipelineRef");
        return RetryPlanner.plan(new PlanInput(
                runs,
                options,
                Map.of(),
                runs.size(),
                Neighbours.none(),
                Instant.EPOCH,
                DefinitionSource.of(runs, options)
                        .map(source ->
                                new CurrentDefinition(refers ? pipeline.spec() : null, Map.of("task", task), null))
                        .orElse(null)));
    }

    /** From now on the pipeline says something else. */
    void change(ObjectNode definition) {
        pipeline = pipeline.saying(definition);
    }

    /** Executes what was planned. */
    Execution retry(RetryPlan plan, Fate fate) {
        ObjectNode manifest = manifest(plan).deepCopy();
        ((ObjectNode) manifest.path("metadata")).put("uid", "uid-of-retry-" + runs.size());
        Execution execution = Execution.of(pipeline, manifest, fate);
        add(execution);
        AttemptDocuments recorded = execution.recorded();
        runs.set(
                runs.size() - 1,
                new AttemptDocuments(
                        recorded.pipelineRun(), recorded.children(), recorded.goneUids(), null, plan.renewed()));
        return execution;
    }

    /** The whole pipeline as it would have run without a failure. */
    Execution undisturbed(Set<String> forgetful) {
        return Execution.of(pipeline, pipeline.run(), Fate.good(draw, forgetful));
    }

    /** The same with other params. */
    Execution undisturbedWith(ObjectNode params) {
        ObjectNode run = pipeline.run().deepCopy();
        ArrayNode given = run.withObjectProperty("spec").putArray("params");
        params.properties()
                .forEach(param -> given.addObject().put("name", param.getKey()).set("value", param.getValue()));
        pipeline.run().path("spec").path("params").forEach(param -> {
            if (!params.has(param.path("name").stringValue())) {
                given.add(param);
            }
        });
        return Execution.of(pipeline, run, Fate.good(draw, Set.of()));
    }

    static ObjectNode manifest(RetryPlan plan) {
        return plan.forms().get(0).pipelineRun();
    }

    static boolean succeeded(AttemptDocuments run) {
        return "True"
                .equals(run.pipelineRun()
                        .path("status")
                        .path("conditions")
                        .path(0)
                        .path("status")
                        .stringValue());
    }

    private void add(Execution execution) {
        runs.add(execution.recorded());
        forgetful.removeAll(execution.inputs().keySet());
        forgetful.addAll(execution.forgotten());
    }
}
