package io.tektonretry.tekton;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AsciiJsonTest {

    private static final String JSON = "{\"text\":\"naïve – \uD83D\uDE00 \\\"\\u0000 plain\"}\n";

    @Test
    void keepsTheJsonWhereverItIsCut() {
        byte[] bytes = JSON.getBytes(UTF_8);
        IntStream.rangeClosed(0, bytes.length).forEach(cut -> {
            AsciiJson ascii = new AsciiJson();
            String escaped = text(ascii.escape(ByteBuffer.wrap(bytes, 0, cut)))
                    + text(ascii.escape(ByteBuffer.wrap(bytes, cut, bytes.length - cut)));
            assertThat(escaped).matches("\\p{ASCII}*").endsWith("}\n");
            assertThat(JsonMapper.shared().readTree(escaped))
                    .isEqualTo(JsonMapper.shared().readTree(JSON));
        });
    }

    private static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes).toString();
    }
}
