package io.tektonretry.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelKeysTest {

    @Test
    void areShortAndReadAsTheyWere() {
        Map<String, String> labels = Map.of(
                "pipelinesascode.tekton.dev/sha", "1",
                "tekton.dev/pipeline", "2",
                "triggers.tekton.dev/trigger", "3",
                "tektonretry.io/keep", "4",
                "app.kubernetes.io/", "5",
                "app", "6",
                "@t", "7",
                "@", "8",
                "example.com/tekton.dev", "9");

        Map<String, String> stored = LabelKeys.stored(labels);

        assertThat(stored).containsEntry("@psha", "1").containsEntry("app", "6").containsEntry("@@t", "7");
        assertThat(LabelKeys.read(stored)).isEqualTo(labels);
    }
}
