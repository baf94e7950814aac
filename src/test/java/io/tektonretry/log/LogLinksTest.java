package io.tektonretry.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class LogLinksTest {

    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-24T09:00:00.5Z");

    @Test
    void namesEverythingOfAnAttempt() {
        assertThat(links(
                        "https://logs.example.com:8443/x/{namespace}/{pod}?uid={podUid}&r={run}&t={task}&f={start}&u={end}#{task}",
                        attempt("build", "a-pod", START.plusSeconds(9))))
                .containsExactly(
                        "null https://logs.example.com:8443/x/ci/a-pod?uid=u-1&r=run&t=build&f=2026-11-24T08%3A00%3A00.000Z"
                                + "&u=2026-11-24T08%3A00%3A09.000Z#build");
    }

    @Test
    void hasALinkForEachStepWhereTheTemplateNamesOne() {
        assertThat(links("http://logs/{pod}/{container}", attempt("build", "a-pod", null)))
                .containsExactly("prepare http://logs/a-pod/step-prepare", "test http://logs/a-pod/step-test");
        assertThat(links("http://logs/{step}?from={start}&to={end}", attempt("build", "a-pod", null)))
                .as("a step that has not started has no time, and one that goes on is looked for up to now")
                .containsExactly(
                        "prepare http://logs/prepare?from=2026-11-24T08%3A00%3A00.000Z&to=2026-11-24T09%3A00%3A00.500Z");
    }

    @Test
    void leavesOutWhatNeedsAnUnknownValue() {
        assertThat(links("http://logs/{pod}", attempt("build", null, null))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a/../../b?c&d#e=f | http://logs/a%2F..%2F..%2Fb%3Fc%26d%23e%3Df
            ä {run}           | http://logs/%C3%A4%20%7Brun%7D
            $1\\              | http://logs/%241%5C
            javascript:x      | http://logs/javascript%3Ax
            "a\u0000\r\nb"    | http://logs/a%00%0D%0Ab
            ..                |
            .                 |
            ""                |
            """)
    void keepsAValueInItsPlace(String value, @Nullable String url) {
        assertThat(links("http://logs/{task}", attempt(value, "a-pod", null)))
                .isEqualTo(url == null ? List.of() : List.of("null " + url));
    }

    @Test
    void leavesOutAValueThatIsNoName() {
        assertThat(links("http://logs/{task}", attempt("x".repeat(254), "a-pod", null)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "logs.example.com/{pod}",
                "/logs/{pod}",
                "//logs/{pod}",
                "javascript:alert(1)//logs/{pod}",
                "data:text/html,//x/{pod}",
                "ftp://logs/{pod}",
                "http://{namespace}.logs/{pod}",
                "http://logs{pod}/",
                "{pod}://logs/x",
                "http://user:secret@logs/{pod}",
                "http:///{pod}",
                "http://logs/{pods}",
                "http://logs/{}",
                "http://logs/{pod",
                "http://logs/pod}",
                "http://logs/{{pod}}",
                "http://logs/{ pod }",
                "http://logs/a b/{pod}",
                "http://logs/%zz/{pod}"
            })
    void refusesAtTheStartWhatIsNoAddress(String template) {
        assertThatThrownBy(() -> new LogTemplate(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(template);
    }

    @Test
    void refusesMoreLinksThanAnAttemptShouldHave() {
        var links = List.of(new LogProperties.Link("logs", "http://logs/")).stream()
                .flatMap(link -> Collections.nCopies(11, link).stream())
                .toList();
        assertThatThrownBy(() -> properties(links)).hasMessageContaining("11 links");
        assertThatThrownBy(() -> new LogProperties.Link(" ", "http://logs/")).hasMessageContaining("needs a name");
    }

    @Test
    void refusesTimesInWhichNoLogCanCome() {
        for (List<Duration> times : List.of(
                List.of(Duration.ZERO, Duration.ofHours(1), Duration.ofHours(1)),
                List.of(Duration.ofHours(1), Duration.ZERO, Duration.ofHours(1)),
                List.of(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(-1)))) {
            assertThatThrownBy(() -> properties(List.of(), times)).hasMessageContaining("must be positive");
        }
    }

    private static LoggedAttempt attempt(String task, @Nullable String pod, @Nullable Instant end) {
        return new LoggedAttempt(
                "ci",
                "run",
                task,
                pod,
                "u-1",
                START,
                end,
                List.of(new LoggedAttempt.Step("prepare", START, null), new LoggedAttempt.Step("test", null, null)));
    }

    private static List<String> links(String template, LoggedAttempt attempt) {
        return new LogLinks(
                        properties(List.of(new LogProperties.Link("logs", template))), Clock.fixed(NOW, ZoneOffset.UTC))
                .of(attempt).stream()
                        .map(link -> link.step() + " " + link.url())
                        .toList();
    }

    private static LogProperties properties(List<LogProperties.Link> links) {
        return properties(links, Collections.nCopies(3, Duration.ofHours(1)));
    }

    private static LogProperties properties(List<LogProperties.Link> links, List<Duration> times) {
        LogArchive none = new LogArchive(null, null);
        return new LogProperties(
                links, true, null, none, none, 1, 1, DataSize.ofBytes(1), times.get(0), times.get(1), times.get(2));
    }
}
