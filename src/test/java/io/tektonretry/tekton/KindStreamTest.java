package io.tektonretry.tekton;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
    private final List<Long> vanished = new ArrayList<>();
    private final List<Listing> listed = new ArrayList<>();
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

    /** What the changes told before they were forgotten may have been the past of an object that the first list had shown to be gone. */
    @Test
    void listsAgainWhenChangesAreForgottenOfWhichSomeWereTold() throws InterruptedException {
        UUID ghost = UUID.randomUUID();
        stream.begin(new FollowedBefore(new Position(10, LEFT), List.of(new ToldBefore(ghost, 9))));
        stream.list(token -> new ObjectPage(20, "", List.of()));
        assertThat(vanished).containsExactly(20L);
        stream.take(new WatchEvent("MODIFIED", object(ghost, 15)));

        stream.expired();
        assertThat(stream.mustList()).isTrue();
        stream.list(token -> new ObjectPage(30, "", List.of()));

        assertThat(vanished).containsExactly(20L, 30L);
        assertThat(listed)
                .extracting(Listing::reason, listing -> listing.to().resourceVersion())
                .containsExactly(tuple(Listing.Reason.RESUMED, 20L), tuple(Listing.Reason.DOWNTIME, 30L));
    }

    private static ScannedObject object(UUID uid, long resourceVersion) {
        return new ScannedObject(
                "ci", "run", uid.toString(), Long.toString(resourceVersion), "", List.of(), "{}".getBytes(UTF_8));
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
        public void vanished(UUID uid, long resourceVersion) {
            vanished.add(resourceVersion);
        }

        @Override
        public void listed(Listing listing) {
            listed.add(listing);
        }

        @Override
        public void reached(Position position) {
            reached.add(position);
        }
    }
}
