package io.tektonretry.log.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class LogTailTest {

    private static final LogMask NOTHING = new LogMask(List.of());

    @Test
    void keepsTheLastLines() {
        assertThat(tail("1\n2\n3\n", 2)).isEqualTo("2\n3\n");
        assertThat(tail("1\n2\n3", 2)).isEqualTo("2\n3");
        assertThat(tail("1\n2\n", 2)).isEqualTo("1\n2\n");
        assertThat(tail("\n\n\n", 2)).isEqualTo("\n\n");
        assertThat(tail("1", 2)).isEqualTo("1");
        assertThat(tail("\n", 2)).isEqualTo("\n");
        assertThat(tail("", 2)).isEmpty();
    }

    @Test
    void keepsEightKilobytesFromTheBeginningOfALine() {
        String line = "é".repeat(49) + "\n";
        String tail = tail(line.repeat(200), 1_000);
        assertThat(tail.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(8 * 1024 - line.length() * 2, 8 * 1024);
        assertThat(tail).startsWith(line);

        assertThat(tail("x" + "😀".repeat(10_000), 1)).isEqualTo("😀".repeat(2048));
        assertThat(tail("x".repeat(10_000) + "\n", 1)).isEqualTo("x".repeat(8191) + "\n");
    }

    @Test
    void replacesWhatNoDatabaseTakes() {
        byte[] binary = {'a', 0, 'b', (byte) 0xff, (byte) 0xc3, '\n', (byte) 0xed, (byte) 0xa0, (byte) 0x80};
        assertThat(LogTail.of(binary, 5, NOTHING))
                .startsWith("a\uFFFDb\uFFFD\uFFFD\n\uFFFD")
                .doesNotContain("\0")
                .isEqualTo(new String(
                        LogTail.of(binary, 5, NOTHING).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    @Test
    void masksBeforeItCuts() {
        LogMask mask = new LogMask(List.of("token=\\S+", "(?s)BEGIN KEY.*END KEY"));
        assertThat(LogTail.of(bytes("user=a token=s3cret\nBEGIN KEY\nabc\nEND KEY\nend $1 \\\n"), 2, mask))
                .isEqualTo("***\nend $1 \\\n");
        assertThat(LogTail.of(bytes("token=" + "s".repeat(10_000) + " end"), 1, mask))
                .isEqualTo("*** end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
                "glpat-0123456789abcdefghij",
                "AKIAIOSFODNN7EXAMPLE",
                "Authorization: Bearer abcdefghijklmnop.qrst",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N",
                "https://user:hunter2@example.com/x",
                "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nabc"
            })
    void masksByDefaultWhatTheChartNames(String secret) {
        List<String> expressions = new YAMLMapper()
                .readTree(Path.of("helm/values.yaml").toFile())
                .at("/tektonretry/logs/mask")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        LogMask mask = new LogMask(expressions);

        assertThat(mask.of("+ " + secret + "\n"))
                .contains("***")
                .doesNotContain("hunter2", "abc", "0123456789", "IOSF", "dozj");
        assertThat(mask.of("bearer of bad news: https://example.com:8080/a@b AKIA"))
                .as("what is no secret")
                .doesNotContain("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "(.*a){20}$"})
    void takesNoLongerForAnExpressionThatBacktracks(String expression) {
        LogMask mask = new LogMask(List.of(expression));
        assertThat(mask.of("a".repeat(5_000) + "!")).endsWith("!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(", "a*", ".*", "(?<=a)b", "\\1", "x{2000}", "["})
    void refusesAtTheStartWhatIsNoExpressionOrMasksNothing(String expression) {
        assertThatThrownBy(() -> new LogMask(List.of(expression)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mask");
    }

    @Test
    void refusesTooManyExpressions() {
        assertThatThrownBy(() -> new LogMask(Collections.nCopies(51, "a"))).hasMessageContaining("51");
        assertThatThrownBy(() -> new LogMask(List.of("a".repeat(1_001)))).hasMessageContaining("1,000");
        assertThatThrownBy(() -> new FailureLogProperties(1_001, java.time.Duration.ofDays(1)))
                .hasMessageContaining("failure-log-lines");
        assertThatThrownBy(() -> new FailureLogProperties(-1, java.time.Duration.ofDays(1)))
                .hasMessageContaining("failure-log-lines");
    }

    @Test
    void keepsTheEndOfABodyInBoundedMemory() {
        BodySuffix suffix = new BodySuffix(10, 1_000);
        List<Long> asked = new ArrayList<>();
        suffix.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                asked.add(n);
            }

            @Override
            public void cancel() {
                asked.add(-1L);
            }
        });
        suffix.onNext(List.of(ByteBuffer.wrap(bytes("0123")), ByteBuffer.wrap(bytes("45678"))));
        suffix.onNext(List.of(ByteBuffer.wrap(bytes("9ab"))));
        suffix.onNext(List.of(ByteBuffer.wrap(bytes("a long piece: xyz"))));
        suffix.onNext(List.of(ByteBuffer.wrap(bytes("."))));
        assertThat(suffix.bytes()).isNotDone();
        suffix.onNext(List.of(ByteBuffer.wrap(bytes("-".repeat(2_000)))));

        assertThat(suffix.bytes().join()).isEqualTo(bytes("-".repeat(10)));
        assertThat(asked).containsExactly(1L, 1L, 1L, 1L, 1L, -1L);
    }

    private static String tail(String log, int lines) {
        return LogTail.of(bytes(log), lines, NOTHING);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
