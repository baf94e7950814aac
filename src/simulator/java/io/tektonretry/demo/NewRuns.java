package io.tektonretry.demo;

import io.tektonretry.demo.DemoPipeline.Trigger;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.node.ObjectNode;

/** Makes up runs to be executed by the simulated Tekton. */
final class NewRuns {

    private final Random random;
    private int pullRequest = 600;

    NewRuns(Random random) {
        this.random = random;
    }

    /** A new run of any pipeline; a fifth of them fail. */
    ObjectNode next() {
        DemoPipeline pipeline = DemoCatalog.ALL.get(random.nextInt(DemoCatalog.ALL.size()));
        Source source = pipeline.trigger() == Trigger.PULL_REQUEST ? push() : Source.main(random);
        Sketch sketch = Sketch.of(pipeline, source, Instant.now());
        ObjectNode run = RunMetadata.run(pipeline, source);
        ObjectNode annotations = (ObjectNode) run.path("metadata").path("annotations");
        annotations.setAll(RunScript.of(sketch, random));
        if (random.nextInt(5) == 0) {
            RunScript.put(annotations, failure(pipeline));
        }
        ObjectNode spec = run.putObject("spec");
        spec.putArray("params").addObject().put("name", "revision").put("value", source.revision());
        if (pipeline.isInline()) {
            spec.set("pipelineSpec", pipeline.spec());
        } else {
            spec.putObject("pipelineRef").put("name", pipeline.name());
        }
        return run;
    }

    private Source push() {
        String author = People.anybody(random);
        pullRequest++;
        return new Source(
                "change-" + pullRequest, Source.revision(random), pullRequest, author, "Change " + pullRequest);
    }

    private Map<String, List<String>> failure(DemoPipeline pipeline) {
        List<DemoTask> candidates = pipeline.tasks().stream()
                .filter(task -> !task.isCustom() && !task.isFinally())
                .toList();
        DemoTask task = candidates.get(random.nextInt(candidates.size()));
        List<Cause> causes = List.of(Cause.TESTS, Cause.TESTS, Cause.TESTS, Cause.EVICTION, Cause.MEMORY);
        String outcome = causes.get(random.nextInt(causes.size())).scripted();
        String key = task.isMatrix() ? task.name() + "-" + random.nextInt(task.combinations()) : task.name();
        boolean isStubborn = random.nextInt(4) == 0;
        int attempts = (1 + task.retries()) * (isStubborn ? 2 : 1);
        return Map.of(key, Collections.nCopies(attempts, outcome));
    }
}
