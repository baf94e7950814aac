package io.tektonretry.history.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.NamedValue;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AttemptTextsTest {

    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

    @Test
    void keepSteps() {
        List<StepState> steps = List.of(
                new StepState("build \"x\"", 0, "Completed", START, START.plusSeconds(34)),
                new StepState("fraction", 137, "OOMKilled", START.plusMillis(1), START.plusSeconds(2)),
                new StepState("end alone", 1, null, null, START),
                new StepState("backwards", -1, null, START, START.minusSeconds(5)),
                new StepState("end with a fraction", null, "Error", START, START.plusNanos(1)),
                new StepState("waiting", null, "ImagePullBackOff", null, null),
                new StepState("", null, null, null, null));

        String text = AttemptTexts.ofSteps(steps);

        assertThat(text)
                .startsWith("[[\"build \\\"x\\\"\",0,\"Completed\",1795507200,34],")
                .endsWith(",[\"\"]]");
        assertThat(AttemptTexts.steps(text)).isEqualTo(steps);
        assertThat(AttemptTexts.ofSteps(List.of())).isEqualTo("[]");
    }

    @Test
    void keepTimesAsTextOfEarlierVersions() {
        assertThat(
                        AttemptTexts.steps(
                                "[[\"build\", 0, null, \"2026-11-24T08:00:00Z\", \"2026-11-24T08:00:34Z\"], [null, null, null, null, null]]"))
                .containsExactly(
                        new StepState("build", 0, null, START, START.plusSeconds(34)),
                        new StepState("", null, null, null, null));
    }

    @Test
    void keepResultsAsTheyWere() {
        List<NamedValue> results = List.of(
                new NamedValue("digest", "string", json("\"sha256:1\"")),
                new NamedValue("files", "array", json("[\"a\", \"b\"]")),
                new NamedValue("of a CustomRun", null, json("{\"a\": 1.50}")));

        assertThat(AttemptTexts.results(AttemptTexts.ofResults(results))).isEqualTo(results);
        assertThat(AttemptTexts.ofResults(List.of(new NamedValue("a\0b", null, json("\"\\u0000\"")))))
                .doesNotContain("\\u0000");
    }

    @Test
    void keepMessages() {
        String success = "All Steps have completed executing";
        assertThat(AttemptTexts.ofMessage(success)).isEmpty();
        assertThat(Stream.of(success, "\"step-main\" exited with code 1")
                        .map(AttemptTexts::ofMessage)
                        .map(AttemptTexts::message))
                .containsExactly(success, "\"step-main\" exited with code 1");
        assertThat(AttemptTexts.message(AttemptTexts.ofMessage(null))).isNull();
        assertThat(AttemptTexts.ofMessage("")).isNull();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
