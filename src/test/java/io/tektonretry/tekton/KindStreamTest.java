package io.tektonretry.tekton;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KindStreamTest {

    private static final Instant LEFT = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant BACK = LEFT.plus(Duration.ofMinutes(4));

    private final List<Position> reached = new ArrayList<>();
    private final Clock clock = Clock.fixed(BACK, ZoneOffset.UTC);
    private final KindStream stream = new KindStream(TektonKind.PIPELINE_RUN, new Listener(), clock);

    @Test
    void whatIsToldAfterARestartIsOfThePastUntilItHasComeToTheList() throws InterruptedException {
        stream.begin(new FollowedBefore(new Position(10, LEFT), List.of()));
        stream.list(token -> new ObjectPage(20, "", List.of()));

        List.of(15, 19, 20, 21).forEach(this::bookmark);

        assertThat(reached)
                .containsExactly(
                        new Position(15, LEFT), new Position(19, LEFT), new Position(20, BACK), new Position(21, BACK));
    }

    @Test
    void whatIsToldAfterALostConnectionIsOfThePastUntilItHasComeToWhereTheClusterWas() throws InterruptedException {
        stream.begin(new FollowedBefore(new Position(10, LEFT), List.of()));

        stream.compare(12);
        List.of(11, 12).forEach(this::bookmark);

        assertThat(reached).containsExactly(new Position(11, LEFT), new Position(12, BACK));
    }

    private void bookmark(int resourceVersion) {
        stream.take(new WatchEvent(
                "BOOKMARK",
                new ScannedObject("", "", "", Integer.toString(resourceVersion), "", List.of(), "{}".getBytes(UTF_8))));
    }

    private final class Listener implements KindListener {

        @Override
        public void seen(LiveObject object) {}

        @Override
        public void deleted(LiveObject last) {}

        @Override
        public void vanished(UUID uid, long resourceVersion) {}

        @Override
        public void reached(Position position) {
            reached.add(position);
        }
    }
}
