package io.tektonretry.retry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SpecTaskTest {

    /** Every task of a pipeline may run after one whose definition is as long as an object can be. */
    @Test
    void isLookedUpWithoutReadingItsDefinition() {
        ObjectNode pipeline = (ObjectNode) JsonMapper.shared().readTree("""
                {"tasks": [{"name": "a", "taskRef": {"name": "t"}}, {"name": "b", "taskRef": {"name": "t"}}]}
                """);
        BaseSpec spec = BaseSpec.of(
                pipeline, List.of(), new Identity(JsonMapper.shared().createObjectNode()));
        SpecTask task = spec.tasks().get(1);
        int before = task.hashCode();

        task.definition().put("description", "as long as it may be");

        assertThat(task.hashCode()).isEqualTo(before);
        assertThat(Map.of(task, "b")).containsKey(spec.task("b"));
    }
}
