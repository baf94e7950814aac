package io.tektonretry.graphql;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.uid;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records histories that are written in letters: {@code test=FP} is a task that failed and then succeeded by a retry of Tekton. P is a
 * success, F a failure of the code, I one of the cluster, T a timeout and C a cancellation. Each attempt takes a minute, each run ten.
 * {@code build-0} and {@code build-1} are combinations of a matrix.
 */
record ReportedHistory(RunRecorder recorder, JdbcClient jdbc) {

    private static final String PAC = "pipelinesascode.tekton.dev/";

    /** A run of the Pipeline {@code pipeline} that was created some minutes after the start. */
    void run(String name, int minute, String commit, String branch, String... tasks) {
        record(of(name, minute, commit, branch, tasks));
    }

    /** The same in another namespace. */
    void runIn(String namespace, String name, int minute, String commit, String... tasks) {
        List<ClusterObject> objects = of(name, minute, commit, "main", tasks);
        objects.forEach(object -> object.namespace(namespace));
        record(objects);
    }

    /** A retry by this service, which leaves out the other tasks. */
    void retry(String name, String base, int number, int minute, String commit, String... tasks) {
        record(of(name, minute, commit, "main", tasks));
        jdbc.sql("""
                        update pipeline_run
                           set base_uid = ?, root_uid = ?, retry_of_uid = ?, retry_number = ?, attempt_number = ?
                         where name = ?
                        """)
                .params(uid(base), uid(base), uid(base), number, number + 1, name)
                .update();
    }

    private void record(List<ClusterObject> objects) {
        List<Observation> seen = objects.stream().map(ClusterObject::seen).toList();
        recorder.record(seen, Instant.EPOCH);
    }

    private static List<ClusterObject> of(String name, int minute, String commit, String branch, String... tasks) {
        List<ClusterObject> objects = new ArrayList<>();
        objects.add(pipelineRun(name)
                .createdAfter(minute * 60L)
                .label(TektonKeys.PIPELINE, "pipeline")
                .with(json -> fill(json, minute, commit, branch, tasks)));
        for (String task : tasks) {
            objects.add(child(name, minute, commit, child(task), attempts(task)));
        }
        return objects;
    }

    private static void fill(ObjectNode json, int minute, String commit, String branch, String... tasks) {
        ObjectNode annotations = json.withObject("/metadata").putObject("annotations");
        annotations
                .put(PAC + "url-org", "acme")
                .put(PAC + "url-repository", "app")
                .put(PAC + "source-branch", branch);
        if (!commit.isEmpty()) {
            annotations.put(PAC + "sha", commit);
        }
        ArrayNode spec = json.withObject("/spec").withObject("pipelineSpec").putArray("tasks");
        ArrayNode children = json.withObject("/status").putArray("childReferences");
        Stream.of(tasks).map(task -> task(child(task))).distinct().forEach(task -> {
            ObjectNode added = spec.addObject().put("name", task);
            added.putObject("taskRef").put("name", task);
            if (Stream.of(tasks).anyMatch(one -> child(one).matches(task + "-\\d"))) {
                added.putObject("matrix").putArray("params").addObject().put("name", "shard");
            }
        });
        String run = json.at("/metadata/name").asString();
        for (String task : tasks) {
            children.addObject()
                    .put("kind", "TaskRun")
                    .put("name", run + "-" + child(task))
                    .put("pipelineTaskName", task(child(task)));
        }
        String letters = Stream.of(tasks)
                .map(task -> attempts(task).substring(attempts(task).length() - 1))
                .reduce("", String::concat);
        char end = letters.contains("C") ? 'C' : letters.matches("P*") ? 'P' : 'F';
        end(json.withObject("/status"), minute * 60L, 600, end);
    }

    private static ClusterObject child(String run, int minute, String commit, String task, String attempts) {
        return ClusterObject.taskRun(run, task)
                .createdAfter(minute * 60L)
                .label(TektonKeys.PIPELINE_TASK, task(task))
                .label(TektonKeys.PIPELINE_RUN, run)
                .with(json -> {
                    ArrayNode params = json.withObject("/spec").putArray("params");
                    params.addObject().put("name", "which").put("value", task + " at " + commit);
                    params.addObject().put("name", "shard").put("value", task);
                    params.addObject().put("name", "run").put("value", "by " + run);
                    ObjectNode status = json.withObject("/status");
                    status.putObject("taskSpec").putArray("steps").addObject().put("image", "alpine");
                    for (int i = 0; i < attempts.length(); i++) {
                        boolean isLast = i == attempts.length() - 1;
                        ObjectNode attempt = isLast
                                ? status
                                : status.withArray("retriesStatus").addObject();
                        end(attempt, minute * 60L + 61L * i, 60, attempts.charAt(i));
                    }
                });
    }

    private static void end(ObjectNode status, long start, int seconds, char letter) {
        status.put("startTime", START.plusSeconds(start).toString());
        status.put("completionTime", START.plusSeconds(start + seconds).toString());
        ObjectNode condition = status.putArray("conditions").addObject().put("type", "Succeeded");
        condition
                .put("status", letter == 'P' ? "True" : "False")
                .put(
                        "reason",
                        switch (letter) {
                            case 'P' -> "Succeeded";
                            case 'I' -> "PodEvicted";
                            case 'T' -> "TaskRunTimeout";
                            case 'C' -> "Cancelled";
                            default -> "Failed";
                        });
        if (letter == 'F') {
            status.putArray("steps")
                    .addObject()
                    .put("name", "only")
                    .putObject("terminated")
                    .put("exitCode", 1);
        }
    }

    private static String child(String task) {
        return task.substring(0, task.indexOf('='));
    }

    private static String task(String child) {
        return child.replaceAll("-\\d$", "");
    }

    private static String attempts(String task) {
        return task.substring(task.indexOf('=') + 1);
    }
}
