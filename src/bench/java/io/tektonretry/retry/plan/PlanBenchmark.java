package io.tektonretry.retry.plan;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How long it takes to plan a run of many tasks that refer to each other, the last half of which have yet to run. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 6, time = 3)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+UseParallelGC"})
public class PlanBenchmark {

    @Param({"10", "100", "1000", "5000"})
    int tasks;

    /** Of each task to others, or as many as there are before it. */
    @Param("5")
    int references;

    private PlanInput request;

    @Setup
    public void tellTheRun() {
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        ArrayNode list = told.putObject("pipeline").putArray("tasks");
        ObjectNode ends = told.putObject("outcomes");
        for (int i = 0; i < tasks; i++) {
            task(list.addObject().put("name", "t" + i), i);
            if (i < tasks / 2) {
                ends.putObject("t" + i)
                        .put("is", "SUCCEEDED")
                        .putObject("results")
                        .put("r", "value of " + i);
            } else {
                ends.put("t" + i, i == tasks / 2 ? "FAILED" : "SKIPPED PipelineRun was stopping");
            }
        }
        request = Scene.of(told);
    }

    private void task(ObjectNode task, int number) {
        task.putObject("taskRef").put("name", "tk");
        ArrayNode params = task.putArray("params");
        for (int i = 1; i <= Math.min(number, references); i++) {
            int producer = Math.floorMod(number * 31 + i * 17, number);
            params.addObject().put("name", "p" + i).put("value", "x $(tasks.t" + producer + ".results.r) y");
        }
    }

    @Benchmark
    public RetryPlan plan() {
        return RetryPlanner.plan(request);
    }
}
