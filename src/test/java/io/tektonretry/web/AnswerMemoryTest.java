package io.tektonretry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AnswerMemoryTest {

    private static final long MB = 1 << 20;

    private final AnswerMemory memory = new AnswerMemory(8 * MB, Duration.ZERO, Duration.ZERO);
    private final AnswerMemory patient = new AnswerMemory(8 * MB, Duration.ofMinutes(5), Duration.ofMinutes(5));

    @Test
    void refusesWhatOthersHave() {
        AnswerShare first = memory.share();
        AnswerShare second = memory.share();
        first.take(4 * MB);

        assertThatThrownBy(() -> second.take(4 * MB)).isInstanceOf(OverloadedException.class);
        second.take(3 * MB);
        assertThat(memory.taken()).isEqualTo(7 * MB);
    }

    @Test
    void refusesAtOnceWhatNeverFits() {
        assertThatThrownBy(() -> patient.share().take(9 * MB)).isInstanceOf(OverloadedException.class);
        assertThat(patient.taken()).isZero();
    }

    @Test
    void leavesRoomForSmallAnswers() {
        memory.share().take(7 * MB);
        AnswerShare small = memory.share();
        small.take(AnswerShare.FREE);

        assertThat(memory.taken()).isEqualTo(7 * MB + AnswerShare.FREE);
        assertThatThrownBy(() -> small.take(1)).isInstanceOf(OverloadedException.class);
    }

    @Test
    void waitsUntilOthersGiveBack() {
        AnswerShare first = patient.share();
        first.take(6 * MB);
        AnswerShare second = patient.share();
        CompletableFuture<Void> taking = CompletableFuture.runAsync(() -> second.take(5 * MB));
        first.over();

        assertThat(taking).succeedsWithin(Duration.ofMinutes(1));
        assertThat(patient.taken()).isEqualTo(5 * MB);
    }

    @Test
    void givesBackWhenTheRequestIsOverAndNothingIsMadeAnyMore() {
        AnswerShare made = memory.share();
        made.begin();
        made.take(2 * MB);
        made.made();
        assertThat(memory.taken()).isEqualTo(2 * MB);
        made.over();
        assertThat(memory.taken()).isZero();

        AnswerShare abandoned = memory.share();
        abandoned.begin();
        abandoned.take(2 * MB);
        abandoned.over();
        abandoned.take(MB);
        assertThat(memory.taken()).isEqualTo(3 * MB);
        abandoned.made();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void givesNothingBackTwice() {
        AnswerShare other = memory.share();
        other.take(MB);
        AnswerShare share = memory.share();
        share.begin();
        share.take(2 * MB);
        share.made();
        share.send(MB, () -> {});
        share.sent(2 * MB);
        share.over();
        share.over();
        share.made();
        share.sent(MB);
        share.giveBack(MB);

        assertThat(memory.taken()).isEqualTo(MB);
    }

    @Test
    void countsNothingForWhatHasEnded() {
        AnswerShare share = memory.share();
        share.over();
        share.take(2 * MB);
        share.cover(MB);
        share.send(MB, () -> {});

        assertThat(memory.taken()).isZero();
    }

    @Test
    void keepsOfWhatIsSentNothingButItsBytes() {
        AnswerShare share = memory.share();
        share.begin();
        share.take(6 * MB);
        share.cover(3 * MB);
        share.made();
        assertThat(memory.taken()).isEqualTo(6 * MB);

        share.send(3 * MB, () -> {});
        assertThat(memory.taken()).isEqualTo(3 * MB);
        share.sent(MB);
        assertThat(memory.taken()).isEqualTo(2 * MB);
    }

    @Test
    void keepsWhatIsStillMadeWhileAnErrorIsSent() {
        AnswerShare share = memory.share();
        share.begin();
        share.take(6 * MB);
        share.send(1_000, () -> {});
        share.sent(1_000);
        assertThat(memory.taken()).isEqualTo(6 * MB);

        share.over();
        share.made();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void countsWhatWasNotTakenBefore() {
        AnswerShare share = memory.share();
        share.cover(MB);
        share.cover(3 * MB);

        assertThat(memory.taken()).isEqualTo(3 * MB);
    }

    @Test
    void endsTheOldestOnesThatAreSentWhereThatIsEnough() {
        List<String> ended = new ArrayList<>();
        for (String name : List.of("first", "second", "third")) {
            AnswerShare share = memory.share();
            share.take(2 * MB);
            share.send(2 * MB, () -> {
                ended.add(name);
                share.over();
            });
        }
        assertThatThrownBy(() -> memory.share().take(8 * MB)).isInstanceOf(OverloadedException.class);
        assertThat(ended).isEmpty();

        AnswerMemory hasty = memory;
        hasty.share().cover(3 * MB);
        assertThat(ended).containsExactly("first");
    }

    @Test
    void endsWhatIsSentForOneThatHasWaitedLongEnough() {
        AnswerMemory hasty = new AnswerMemory(8 * MB, Duration.ZERO, Duration.ofSeconds(30));
        List<String> ended = new ArrayList<>();
        for (String name : List.of("first", "second", "third")) {
            AnswerShare share = hasty.share();
            share.take(2 * MB);
            share.send(2 * MB, () -> {
                ended.add(name);
                share.over();
            });
        }
        hasty.share().take(5 * MB);

        assertThat(ended).containsExactly("first", "second");
        assertThat(hasty.taken()).isEqualTo(7 * MB);
    }

    @Test
    void keepsBytesInChunksOfWhichNoneIsCopied() {
        List<Long> told = new ArrayList<>();
        AnswerBytes bytes = new AnswerBytes(told::add);
        byte[] text = new byte[100_001];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) i;
        }
        bytes.write(text, 0, 10);
        bytes.write(text, 10, text.length - 10);

        assertThat(bytes.size()).isEqualTo(text.length);
        assertThat(told).startsWith(1_024L, 2_048L, 4_096L).endsWith(bytes.capacity());
        assertThat(bytes.capacity()).isBetween((long) text.length, text.length + 16_384L);
        int place = 0;
        for (byte[] chunk; (chunk = bytes.next()).length > 0; place += chunk.length) {
            assertThat(chunk).startsWith((byte) place);
        }
        assertThat(place).isEqualTo(text.length);
    }
}
