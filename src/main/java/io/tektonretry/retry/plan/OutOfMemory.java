package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds steps that were killed because they exceeded their memory limit. */
final class OutOfMemory {

    private static final String KILLED = "OOMKilled";
    private static final int SIGKILL = 137;

    private OutOfMemory() {}

    /** Each such step of the child, with the limit that it exceeded. */
    static List<String> steps(Child child) {
        JsonNode status = child.document().path("status");
        return Fields.objects(status, "steps").stream()
                .filter(step -> isKilled(step, child))
                .map(step -> told(Fields.text(step, "name"), child.document()))
                .toList();
    }

    /** An exit code of SIGKILL alone does not tell who killed the step, so the TaskRun must mention the memory. */
    private static boolean isKilled(ObjectNode step, Child child) {
        JsonNode terminated = step.path("terminated");
        return KILLED.equals(Fields.text(terminated, "reason"))
                || KILLED.equals(Fields.text(step, "terminationReason"))
                || (terminated.path("exitCode").asInt(0) == SIGKILL && saysSo(child));
    }

    private static boolean saysSo(Child child) {
        String reason = child.reason();
        String message = child.state().message();
        return "StepOOM".equals(reason) || (message != null && message.contains(KILLED));
    }

    private static String told(String step, ObjectNode taskRun) {
        String limit = limit(step, taskRun);
        return limit == null
                ? "step %s with no limit of its own".formatted(step)
                : "step %s at %s".formatted(step, limit);
    }

    /** In Tekton's order of precedence. */
    private static @Nullable String limit(String step, ObjectNode taskRun) {
        JsonNode spec = taskRun.path("spec");
        JsonNode task = taskRun.path("status").path("taskSpec");
        return Stream.of(
                        Optional.of(spec),
                        named(spec, "stepSpecs", step),
                        named(task, "steps", step),
                        Optional.of(task.path("stepTemplate")))
                .flatMap(Optional::stream)
                .map(OutOfMemory::memory)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Optional<JsonNode> named(JsonNode owner, String list, String step) {
        return Fields.objects(owner, list).stream()
                .filter(entry -> step.equals(Fields.text(entry, "name")))
                .map(JsonNode.class::cast)
                .findFirst();
    }

    private static @Nullable String memory(JsonNode owner) {
        JsonNode limit = owner.path("computeResources").path("limits").path("memory");
        return limit.isString() || limit.isNumber() ? limit.asString() : null;
    }
}
