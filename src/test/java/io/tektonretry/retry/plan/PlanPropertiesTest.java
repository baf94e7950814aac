package io.tektonretry.retry.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What holds for every plan, tried on generated runs; {@code -Dplan.seed=N} tries one of them again, {@code -Dplan.runs=N} that many. */
class PlanPropertiesTest {

    private static final int RUNS = Integer.getInteger("plan.runs", 400);

    @Test
    void everyDerivedRunIsValidAndFreeOfRemovedTasks() {
        forEachSeed(seed -> {
            RetryPlan plan = RetryPlanner.plan(request(seed));
            for (RetryPlan.Form form : plan.forms()) {
                ObjectNode inline = form.pipelineRun().deepCopy();
                if (form.pipeline() != null) {
                    inline.withObjectProperty("spec")
                            .set("pipelineSpec", form.pipeline().path("spec"));
                }
                assertThat(DerivedSpecs.faults(inline))
                        .as("seed %d: %s", seed, inline)
                        .isEmpty();
            }
        });
    }

    @Test
    void theOrderOfTheRemainingTasksIsKept() {
        forEachSeed(seed -> {
            JsonNode told = told(seed);
            RetryPlan plan = RetryPlanner.plan(Scene.of(told));
            if (plan.retryable()) {
                List<String> kept = names(plan.manifest().path("spec").path("pipelineSpec"));
                List<String> all = new ArrayList<>(names(told.path("pipeline")));
                all.retainAll(kept);
                assertThat(kept).as("seed %d", seed).isEqualTo(all);
            }
        });
    }

    @Test
    void noReusedTaskIsBehindOneThatRunsAgainAfterASuccess() {
        forEachSeed(seed -> {
            JsonNode told = told(seed);
            RetryPlan plan = RetryPlanner.plan(Scene.of(told));
            Map<String, RetryAction> actions = plan.tasks().stream()
                    .collect(java.util.stream.Collectors.toMap(PlannedTask::name, PlannedTask::action));
            told.path("pipeline").path("tasks").forEach(task -> {
                boolean behind = task.toString().contains("tasks.")
                        && task.path("runAfter").valueStream().anyMatch(parent -> pulledBack(plan, parent.asString()));
                if (behind) {
                    assertThat(actions.get(task.path("name").asString()))
                            .as("seed %d", seed)
                            .isNotEqualTo(RetryAction.REUSE);
                }
            });
        });
    }

    @Test
    void nothingIsLeftToRetryAfterARetryThatSucceeded() {
        forEachSeed(seed -> {
            ObjectNode told = told(seed);
            RetryPlan plan = RetryPlanner.plan(Scene.of(told));
            if (!plan.retryable()) {
                return;
            }
            ObjectNode retry = told.putArray("retries").addObject().put("reason", "Cancelled");
            ObjectNode ends = retry.putObject("outcomes");
            plan.tasks().forEach(task -> succeed(ends, task));
            assertThat(RetryPlanner.plan(Scene.of(told)).refusals())
                    .as("seed %d", seed)
                    .extracting(Refusal::code)
                    .containsExactly(RefusalCode.NOTHING_TO_RETRY);
        });
    }

    @Test
    void aRunInWhichEverythingFailedIsDerivedAsItWas() {
        forEachSeed(seed -> {
            ObjectNode told = told(seed);
            told.put("byRef", false);
            ObjectNode ends = told.putObject("outcomes");
            told.path("pipeline").path("tasks").forEach(task -> {
                ((ObjectNode) task).remove("onError");
                ends.put(task.path("name").asString(), "FAILED");
            });
            told.path("pipeline")
                    .path("finally")
                    .forEach(task -> ends.put(task.path("name").asString(), "FAILED"));
            assertThat(RetryPlanner.plan(Scene.of(told)).manifest().path("spec").path("pipelineSpec"))
                    .as("seed %d", seed)
                    .isEqualTo(told.path("pipeline"));
        });
    }

    @Test
    void theOrderOfWhatWasRecordedDoesNotMatter() {
        forEachSeed(seed -> {
            RetryRequest request = request(seed);
            RetryRequest shuffled = new RetryRequest(
                    request.lineage().stream()
                            .map(run -> shuffled(run, new Random(seed)))
                            .toList(),
                    request.options(),
                    request.claims(),
                    request.retryNumber());
            assertThat(RetryPlanner.plan(shuffled).toString())
                    .as("seed %d", seed)
                    .isEqualTo(RetryPlanner.plan(request).toString());
        });
    }

    @Test
    void planningLeavesTheRecordAlone() {
        forEachSeed(seed -> {
            RetryRequest request = request(seed);
            String before = request.toString();
            RetryPlanner.plan(request);
            assertThat(request.toString()).as("seed %d", seed).isEqualTo(before);
        });
    }

    @Test
    void brokenDocumentsAreNeverAnException() {
        forEachSeed(seed -> {
            Random random = new Random(seed);
            RetryRequest request = request(seed);
            List<RecordedRun> broken = request.lineage().stream()
                    .map(run -> new RecordedRun(
                            broken(run.pipelineRun(), random),
                            run.children().stream()
                                    .map(child -> broken(child, random))
                                    .toList(),
                            run.goneUids()))
                    .toList();
            RetryRequest worse = new RetryRequest(broken, request.options(), request.claims(), request.retryNumber());
            assertThatCode(() -> RetryPlanner.plan(worse))
                    .as("seed %d: %s", seed, worse)
                    .doesNotThrowAnyException();
        });
    }

    private static void forEachSeed(LongConsumer property) {
        String wanted = System.getProperty("plan.seed");
        LongStream seeds = wanted == null ? LongStream.range(0, RUNS) : LongStream.of(Long.parseLong(wanted));
        seeds.forEach(property);
    }

    private static RetryRequest request(long seed) {
        return Scene.of(told(seed));
    }

    private static ObjectNode told(long seed) {
        return GeneratedScene.of(seed, 1 + (int) (seed % 14));
    }

    private static List<String> names(JsonNode pipeline) {
        List<String> names = new ArrayList<>();
        pipeline.path("tasks").forEach(task -> names.add(task.path("name").asString()));
        pipeline.path("finally").forEach(task -> names.add(task.path("name").asString()));
        return names;
    }

    private static boolean pulledBack(RetryPlan plan, String task) {
        return plan.tasks().stream()
                .filter(planned -> planned.name().equals(task))
                .anyMatch(planned -> planned.because() == RetryActionReason.RESULT_NEEDED
                        || planned.because() == RetryActionReason.DEPENDS_ON_RERUN);
    }

    private static void succeed(ObjectNode ends, PlannedTask task) {
        switch (task.action()) {
            case RERUN, RUN_FIRST_TIME -> {
                ObjectNode results =
                        ends.putObject(task.name()).put("is", "SUCCEEDED").putObject("results");
                results.put("r", "again").putArray("list").add("x").add("y");
                results.putObject("obj").put("url", "u");
            }
            case SKIP -> {
                if (task.because() == RetryActionReason.SKIPPED_BEFORE) {
                    ends.put(task.name(), "SKIPPED When Expressions evaluated to false");
                }
            }
            case REUSE -> {}
        }
    }

    private static RecordedRun shuffled(RecordedRun run, Random random) {
        List<ObjectNode> children = new ArrayList<>(run.children().stream()
                .map(child -> shuffledLists(child, random))
                .toList());
        Collections.shuffle(children, random);
        return new RecordedRun(shuffledLists(run.pipelineRun(), random), children, run.goneUids());
    }

    private static ObjectNode shuffledLists(ObjectNode object, Random random) {
        ObjectNode copy = object.deepCopy();
        ObjectNode status = copy.withObjectProperty("status");
        for (String field : List.of("childReferences", "skippedTasks", "results")) {
            if (status.path(field) instanceof ArrayNode list) {
                List<JsonNode> elements = new ArrayList<>(list.valueStream().toList());
                Collections.shuffle(elements, random);
                status.set(field, JsonNodeFactory.instance.arrayNode().addAll(elements));
            }
        }
        return copy;
    }

    private static ObjectNode broken(ObjectNode object, Random random) {
        ObjectNode copy = object.deepCopy();
        for (int i = random.nextInt(4); i >= 0; i--) {
            breakSomething(copy, random);
        }
        return copy;
    }

    private static void breakSomething(JsonNode node, Random random) {
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            List<String> fields = new ArrayList<>(object.propertyNames());
            String field = fields.get(random.nextInt(fields.size()));
            if (random.nextInt(4) > 0 && object.path(field).isContainer()) {
                breakSomething(object.path(field), random);
            } else {
                switch (random.nextInt(6)) {
                    case 0 -> object.remove(field);
                    case 1 -> object.putNull(field);
                    case 2 -> object.put(field, 7);
                    case 3 -> object.put(field, "$(tasks.t0.results[");
                    case 4 -> object.putArray(field).add(1).addNull();
                    default -> object.putObject(field).put("name", true);
                }
            }
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            breakSomething(array.get(random.nextInt(array.size())), random);
        }
    }
}
