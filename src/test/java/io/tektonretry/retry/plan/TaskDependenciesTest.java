package io.tektonretry.retry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What Tekton waits for before it starts a task. */
class TaskDependenciesTest {

    @Test
    void areOtherTasksInRunAfterAndThoseWhoseResultsAreUsed() {
        assertThat(TaskDependencies.of(JsonMapper.shared().readTree("""
                        {"tasks": [
                           {"name": "when",
                            "when": [{"input": "$(tasks.params.results.r)", "operator": "in", "values": ["$(tasks.after.results.r[0])"]}]},
                           {"name": "cel", "when": [{"cel": "'$(tasks.after.results.r)' == 'x'"}]},
                           {"name": "matrix",
                            "matrix": {"params": [{"name": "p", "value": ["$(tasks.params.results.list[*])"]}],
                                       "include": [{"params": [{"name": "q", "value": "$(tasks.after.results.o.key)"}]}]}},
                           {"name": "params", "params": [{"name": "p", "value": {"key": "a $(tasks.after.results.r) b"}}]},
                           {"name": "steps", "taskSpec": {"steps": [{"name": "s", "script": "echo $(tasks.params.results.r)"}]}},
                           {"name": "after", "runAfter": ["first", "gone", "after"]},
                           {"name": "none", "displayName": "$(tasks.after.results.r)",
                            "params": [{"name": "p", "value": "$(tasks.after.status) $(tasks.gone.results.r) $(params.tasks)"}]},
                           {"name": "first"}],
                         "finally": [{"name": "last", "params": [{"name": "p", "value": "$(tasks.first.results.r)"}]}]}
                        """)))
                .isEqualTo(Map.of(
                        "when", List.of("params", "after"),
                        "cel", List.of("after"),
                        "matrix", List.of("params", "after"),
                        "params", List.of("after"),
                        "steps", List.of("params"),
                        "after", List.of("first"),
                        "none", List.of(),
                        "first", List.of()));
    }

    @Test
    void areNoneInASpecThatIsNone() {
        assertThat(TaskDependencies.of(JsonMapper.shared().readTree("{}").path("nothing")))
                .isEmpty();
        assertThat(TaskDependencies.of(JsonMapper.shared().readTree("{\"tasks\": [1, {\"runAfter\": 7}]}")))
                .isEqualTo(Map.of("", List.of()));
    }
}
