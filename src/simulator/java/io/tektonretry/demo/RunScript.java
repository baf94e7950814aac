package io.tektonretry.demo;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The annotations by which the simulated Tekton executes a run, or a retry of it: how long tasks take, and their results. */
final class RunScript {

    private static final String PREFIX = "demo.tektonretry.io/";
    private static final int SHORTEST = 2;
    private static final int LONGEST = 15;
    private static final int HOPELESS_ATTEMPTS = 5;

    private RunScript() {}

    static ObjectNode of(Sketch sketch, Random random) {
        ObjectNode seconds = JsonMapper.shared().createObjectNode();
        ObjectNode results = JsonMapper.shared().createObjectNode();
        ResultTemplate template = new ResultTemplate(random, sketch.source(), sketch.at());
        for (DemoTask task : sketch.pipeline().tasks()) {
            seconds.put(task.name(), Math.min(LONGEST, Math.max(SHORTEST, task.seconds() / 20)));
            if (!task.isMatrix() && !task.results().isEmpty()) {
                ObjectNode values = results.putObject(task.name());
                task.results().forEach((name, text) -> values.put(name, template.filled(text)));
            }
        }
        ObjectNode annotations = JsonMapper.shared()
                .createObjectNode()
                .put(PREFIX + "seconds", seconds.toString())
                .put(PREFIX + "results-on-success", results.toString());
        if (sketch.isHopeless()) {
            put(
                    annotations,
                    sketch.failures().entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey,
                                    failure -> Collections.nCopies(
                                            HOPELESS_ATTEMPTS,
                                            failure.getValue().scripted()))));
        }
        return annotations;
    }

    /** Makes attempts of these tasks end like this, one after another over the whole lineage. */
    static void put(ObjectNode annotations, Map<String, List<String>> outcomes) {
        ObjectNode script = JsonMapper.shared().createObjectNode();
        outcomes.forEach((task, list) -> {
            ArrayNode attempts = script.putArray(task);
            list.forEach(attempts::add);
        });
        annotations.put(PREFIX + "outcomes", script.toString());
    }
}
