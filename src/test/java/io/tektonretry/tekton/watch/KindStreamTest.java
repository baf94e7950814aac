package io.tektonretry.tekton.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tektonretry.tekton.TektonKind;
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
    private final List<Long> seen = new ArrayList<>();
    private final List<Long> vanished = new ArrayList<>();
    private final List<Listing> listed = new ArrayList<>();
    private int restored;
    private final Clock clock = Clock.fixed(BACK, ZoneOffset.UTC);
    private final KindStream stream = new KindStream(TektonKind.PIPELINE_RUN, new Listener(), clock);

    @Test
    void whatIsToldAfterARestartIsOfThePastUntilItHasComeToTheList() throws InterruptedException {
        stream.begin(new ResumePoint(new Position(10, LEFT), false, List.of()));
        stream.list(token -> new ObjectPage(20, "", List.of()));

        List.of(15, 19, 20, 21).forEach(this::bookmark);

        assertThat(reached)
                .containsExactly(
                        new Position(15, LEFT), new Position(19, LEFT), new Position(20, BACK), new Position(21, BACK));
    }

    @Test
    void whatIsToldAfterALostConnectionIsOfThePastUntilItHasComeToWhereTheClusterWas() throws InterruptedException {
        stream.begin(new ResumePoint(new Position(10, LEFT), false, List.of()));

        stream.compare(12);
        List.of(11, 12).forEach(this::bookmark);

        assertThat(reached).containsExactly(new Position(11, LEFT), new Position(12, BACK));
    }

    /** What the changes told before they were forgotten may have been the past of an object that the first list had shown to be gone. */
    @Test
    void listsAgainWhenChangesAreForgottenOfWhichSomeWereTold() throws InterruptedException {
        UUID ghost = UUID.randomUUID();
        stream.begin(new ResumePoint(new Position(10, LEFT), false, List.of(new KnownObject(ghost, 9))));
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

    @Test
    void whatIsRecordedOfThePastWithoutHavingBeenToldIsGone() throws InterruptedException {
        UUID known = UUID.randomUUID();
        stream.begin(new ResumePoint(null, false, List.of()));
        stream.list(token -> new ObjectPage(20, "", List.of(object(known, 9))));

        stream.sweep(List.of(new KnownObject(known, 9), new KnownObject(UUID.randomUUID(), 21)));
        assertThat(vanished).as("one is known, the other may be told yet").isEmpty();
        stream.sweep(List.of(new KnownObject(UUID.randomUUID(), 20)));
        assertThat(vanished).containsExactly(20L);
    }

    @Test
    void nothingIsGoneWhileSomethingCouldNotBeRead() throws InterruptedException {
        ScannedObject odd = new ScannedObject("ci", "run", "no UID", "9", "", List.of(), "{}".getBytes(UTF_8));
        KnownObject recorded = new KnownObject(UUID.randomUUID(), 9);
        stream.begin(new ResumePoint(null, false, List.of()));
        stream.list(token -> new ObjectPage(20, "", List.of(odd)));
        stream.sweep(List.of(recorded));
        assertThat(vanished).isEmpty();

        stream.expired();
        stream.list(token -> new ObjectPage(30, "", List.of()));
        stream.sweep(List.of(recorded));
        assertThat(vanished).containsExactly(30L);
    }

    @Test
    void anOlderStateInAListThatIsNotOlderProvesThatTheClusterWasRestored() throws InterruptedException {
        UUID kept = UUID.randomUUID();
        stream.begin(new ResumePoint(new Position(10, LEFT), false, List.of(new KnownObject(kept, 9))));
        ObjectPage overtaken = new ObjectPage(20, "", List.of(object(kept, 4)));

        assertThatThrownBy(() -> stream.list(token -> overtaken)).hasMessageContaining("at resourceVersion 4");
        assertThat(restored).isEqualTo(1);
        assertThat(seen)
                .as("4 of the new epoch must not be told in the old one")
                .isEmpty();
        stream.list(token -> overtaken);

        assertThat(seen).containsExactly(4L);
        assertThat(listed)
                .containsExactly(new Listing(Listing.Reason.RESTORED, new Position(10, LEFT), new Position(20, BACK)));
    }

    @Test
    void threeOlderListsInARowProveItWhereNoObjectIsLeftToDoSo() throws InterruptedException {
        stream.begin(new ResumePoint(new Position(90, LEFT), false, List.of()));
        ObjectPage empty = new ObjectPage(20, "", List.of());
        assertThatThrownBy(() -> stream.list(token -> empty)).hasMessageContaining("20, though 90 was seen before");
        assertThatThrownBy(() -> stream.list(token -> empty)).hasMessageContaining("20, though 90 was seen before");
        assertThat(restored).isZero();
        stream.list(token -> empty);
        assertThat(restored).isEqualTo(1);
        assertThat(listed).extracting(Listing::reason).containsExactly(Listing.Reason.RESTORED);
    }

    @Test
    void aListThatBreaksOffIsSeenAllTheSame() throws InterruptedException {
        UUID changing = UUID.randomUUID();
        stream.begin(new ResumePoint(null, false, List.of()));
        assertThatThrownBy(() -> stream.list(token -> {
                    if (token.isEmpty()) {
                        return new ObjectPage(20, "more", List.of(object(changing, 19)));
                    }
                    throw new IllegalStateException("broken off");
                }))
                .hasMessage("broken off");

        assertThatThrownBy(() -> stream.list(token -> new ObjectPage(18, "", List.of(object(changing, 17)))))
                .hasMessageContaining("18, though 20 was seen before");
        assertThat(restored).as("a stale list proves nothing").isZero();
    }

    @Test
    void whatWasLeftBeforeTheClusterWasRestoredIsWhereTheGapBegins() throws InterruptedException {
        stream.begin(new ResumePoint(new Position(90, LEFT), true, List.of()));
        stream.list(token -> new ObjectPage(20, "", List.of()));

        assertThat(listed)
                .containsExactly(new Listing(Listing.Reason.RESTORED, new Position(90, LEFT), new Position(20, BACK)));
    }

    /** What was told in the last epoch is gone if it is not in the first list of the next one, at whatever resourceVersion it was. */
    @Test
    void anotherBeginningForgetsNobody() throws InterruptedException {
        stream.begin(new ResumePoint(null, false, List.of()));
        stream.list(token -> new ObjectPage(90, "", List.of(object(UUID.randomUUID(), 80))));

        stream.begin(new ResumePoint(new Position(90, LEFT), true, List.of()));
        stream.list(token -> new ObjectPage(20, "", List.of()));

        assertThat(vanished).containsExactly(20L);
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
        public void seen(LiveObject object) {
            seen.add(object.resourceVersion());
        }

        @Override
        public void restored() {
            restored++;
        }

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
