package io.tektonretry.graphql;

import io.tektonretry.history.MadeByRequests;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lineages of runs with 5 to 20 tasks, of which one fails again and again, as Tekton would record them. */
final class FailedLineages {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int STEPS = 3;

    private final Random random = new Random(7);
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final RunRecorder recorder;
    private final MadeByRequests requests;

    FailedLineages(RunRecorder recorder, JdbcClient jdbc) {
        this.recorder = recorder;
        this.requests = new MadeByRequests(jdbc);
    }

    void record(int lineages, int attempts) {
        for (int i = 0; i < lineages; i++) {
            int tasks = 5 + random.nextInt(16);
            int failing = 1 + random.nextInt(tasks - 1);
            ObjectNode base = run("app-" + i, tasks, 0, tasks, failing, null, 0);
            record(base, failing);
            for (int retry = 1; retry < attempts; retry++) {
                record(run("app-" + i + "-r" + retry, tasks, failing, tasks, failing, base, retry), failing);
            }
        }
    }

    private void record(ObjectNode run, int failing) {
        List<Observation> seen = new ArrayList<>(List.of(new Observation.Seen(run)));
        run.at("/status/childReferences")
                .forEach(child -> seen.add(new Observation.Seen(
                        taskRun(run, child.path("pipelineTaskName").asString(), failing))));
        requests.of(seen);
        recorder.record(seen, now);
    }

    private ObjectNode run(String name, int tasks, int from, int to, int failing, ObjectNode base, int retry) {
        ObjectNode run = object("PipelineRun", name);
        ObjectNode metadata = run.withObject("/metadata");
        ObjectNode labels = metadata.putObject("labels")
                .put("tekton.dev/pipeline", "release")
                .put("app", "shop")
                .put("team", "checkout");
        if (base != null) {
            labels.put(TektonKeys.ROOT_UID, base.at("/metadata/uid").asString())
                    .put(TektonKeys.RETRY_OF_UID, base.at("/metadata/uid").asString())
                    .put(TektonKeys.RETRY_NUMBER, String.valueOf(retry));
        }
        ObjectNode annotations = metadata.putObject("annotations");
        for (int i = 0; i < 8; i++) {
            annotations.put("ci.example.com/annotation-" + i, words(60));
        }
        ObjectNode spec = run.putObject("spec");
        spec.putObject("pipelineRef").put("name", "release");
        ArrayNode params = spec.putArray("params");
        for (int i = 0; i < 8; i++) {
            params.addObject().put("name", "param-" + i).put("value", words(40));
        }
        ObjectNode status = ended(run, "False", "Failed");
        ArrayNode declared = status.putObject("pipelineSpec").putArray("tasks");
        for (int i = from; i < to; i++) {
            declared.add(task(i));
        }
        ArrayNode children = status.putArray("childReferences");
        for (int i = from; i <= failing; i++) {
            children.addObject()
                    .put("apiVersion", "tekton.dev/v1")
                    .put("kind", "TaskRun")
                    .put("name", name + "-task-" + i)
                    .put("pipelineTaskName", "task-" + i);
        }
        return run;
    }

    private ObjectNode task(int number) {
        ObjectNode task = JSON.createObjectNode().put("name", "task-" + number);
        task.putObject("taskRef").put("kind", "Task").put("name", "build-" + number);
        ArrayNode params = task.putArray("params");
        for (int i = 0; i < 5; i++) {
            params.addObject().put("name", "input-" + i).put("value", words(30));
        }
        if (number > 0) {
            params.addObject().put("name", "earlier").put("value", "$(tasks.task-" + (number - 1) + ".results.out)");
        }
        return task;
    }

    private ObjectNode taskRun(ObjectNode run, String task, int failing) {
        String name = run.at("/metadata/name").asString();
        ObjectNode taskRun = object("TaskRun", name + "-" + task);
        ObjectNode metadata = taskRun.withObject("/metadata");
        metadata.putObject("labels")
                .put("tekton.dev/pipelineRun", name)
                .put("tekton.dev/pipelineTask", task)
                .put("app", "shop");
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "PipelineRun")
                .put("name", name)
                .put("uid", run.at("/metadata/uid").asString())
                .put("controller", true);
        ArrayNode params = taskRun.putObject("spec").putArray("params");
        for (int i = 0; i < 6; i++) {
            params.addObject().put("name", "input-" + i).put("value", words(30));
        }
        boolean failed = task.equals("task-" + failing);
        ObjectNode status = ended(taskRun, failed ? "False" : "True", failed ? "Failed" : "Succeeded");
        status.put("podName", name + "-" + task + "-pod");
        status.putArray("results")
                .addObject()
                .put("name", "out")
                .put("type", "string")
                .put("value", words(60));
        ArrayNode states = status.putArray("steps");
        ArrayNode steps = status.putObject("taskSpec").putArray("steps");
        for (int i = 0; i < STEPS; i++) {
            steps.addObject()
                    .put("name", "step-" + i)
                    .put("image", "registry.example/build:" + i)
                    .put("script", words(1_000));
            states.addObject()
                    .put("name", "step-" + i)
                    .put("container", "step-step-" + i)
                    .put("imageID", words(90))
                    .putObject("terminated")
                    .put("exitCode", failed ? 1 : 0)
                    .put("reason", failed ? "Error" : "Completed");
        }
        return taskRun;
    }

    private ObjectNode object(String kind, String name) {
        ObjectNode object =
                JSON.createObjectNode().put("apiVersion", "tekton.dev/v1").put("kind", kind);
        object.putObject("metadata")
                .put("namespace", "ci")
                .put("name", name)
                .put("uid", new UUID(random.nextLong(), random.nextLong()).toString())
                .put("resourceVersion", Integer.toString(1 + random.nextInt(1_000_000)))
                .put("creationTimestamp", now.minusSeconds(3_600).toString());
        return object;
    }

    private ObjectNode ended(ObjectNode object, String status, String reason) {
        ObjectNode ended = object.putObject("status")
                .put("startTime", now.minusSeconds(3_600).toString())
                .put("completionTime", now.minusSeconds(3_000).toString());
        ended.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", status)
                .put("reason", reason)
                .put("message", words(80));
        return ended;
    }

    /** Text that deflates about as much as scripts do. */
    private String words(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(Integer.toString(random.nextInt(5_000), 36)).append(' ');
        }
        return text.substring(0, length);
    }
}
