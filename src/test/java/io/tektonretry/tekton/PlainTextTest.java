package io.tektonretry.tekton;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void takesOutWhatNobodySees() {
        assertThat(PlainText.of("ali\u0000ce\r\n\u001b[31m\u202egro.elpmaxe\u2028\u2029\u200b\u0085\ud800@x"))
                .isEqualTo("alice[31mgro.elpmaxe@x");
    }

    @Test
    void leavesWritingAsItIs() {
        String name = "système:Ærøskøbing 東京 😀 a_b-c.d@example.org";
        assertThat(PlainText.of(name)).isEqualTo(name);
    }
}
