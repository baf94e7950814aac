package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.tekton.TektonKind;
import io.tektonretry.tekton.watch.LiveObject;
import io.tektonretry.tekton.watch.SeenObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DirtyObjectsTest {

    private final DirtyObjects dirty = new DirtyObjects(100);

    @Test
    void givesNoRoomForWhatIsBeingWritten() throws InterruptedException {
        dirty.put(seen("a", 1));
        Batch taken = dirty.take(10, Duration.ZERO);
        assertThat(taken.changes()).hasSize(1);
        assertThat(dirty.size()).isEqualTo(1);
        CompletableFuture<Void> room = CompletableFuture.runAsync(this::awaitRoom);
        await().during(Duration.ofMillis(300)).until(() -> !room.isDone());
        dirty.written();
        await().until(room::isDone);
        assertThat(dirty.size()).isZero();
    }

    @Test
    void givesNoRoomForWhatCouldNotBeWritten() throws InterruptedException {
        dirty.put(seen("a", 1));
        dirty.putBack(dirty.take(10, Duration.ZERO));
        CompletableFuture<Void> room = CompletableFuture.runAsync(this::awaitRoom);
        await().during(Duration.ofMillis(300)).until(() -> !room.isDone());
        dirty.take(10, Duration.ZERO);
        dirty.written();
        await().until(room::isDone);
    }

    @Test
    void givesNothingToWhoIsToEndThoughMoreIsThereThanCanBeTaken() {
        dirty.put(seen("a", 1));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> dirty.take(1, Duration.ZERO)).isInstanceOf(InterruptedException.class);
        assertThat(dirty.size()).isEqualTo(1);
    }

    @Test
    @TestsFault(7)
    void holdsOneChangeAnObjectHoweverOftenItChanges() throws InterruptedException {
        for (int version = 1; version <= 1000; version++) {
            dirty.put(seen("a", version));
        }
        List<PendingObject> changes = dirty.take(10, Duration.ZERO).changes();
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).state().resourceVersion()).isEqualTo(1000);
    }

    @Test
    void holdsWhatWasSeenLastWhenResourceVersionsHaveStartedAnew() throws InterruptedException {
        dirty.put(PendingObject.seen(1, object("a", 1000)));
        dirty.put(PendingObject.vanished(1, TektonKind.PIPELINE_RUN, UUID.nameUUIDFromBytes("a".getBytes()), 1001));
        dirty.put(PendingObject.seen(2, object("a", 7)));
        dirty.put(PendingObject.seen(1, object("a", 1002)));
        PendingObject change = dirty.take(10, Duration.ZERO).changes().get(0);
        assertThat(change.epoch()).isEqualTo(2);
        assertThat(change.presence()).isEqualTo(PendingObject.Presence.PRESENT);
        assertThat(change.state().resourceVersion()).isEqualTo(7);
    }

    @Test
    void knowsWhetherThatIsWrittenWhichWasPutBefore() throws InterruptedException {
        dirty.put(seen("a", 1));
        long then = System.nanoTime();
        Batch first = dirty.take(10, Duration.ZERO);
        dirty.put(seen("a", 2));
        dirty.put(seen("b", 3));
        assertThat(dirty.isWritten(then)).isFalse();
        dirty.putBack(first);
        assertThat(dirty.isWritten(then)).isFalse();
        dirty.take(1, Duration.ZERO);
        dirty.written();
        assertThat(dirty.isWritten(then)).isTrue();
        assertThat(dirty.size()).isEqualTo(1);
    }

    @Test
    void waitsForWhatWasPutBeforeAlone() throws InterruptedException {
        dirty.put(seen("a", 1));
        CompletableFuture<Void> written = CompletableFuture.runAsync(this::awaitWritten);
        await().during(Duration.ofMillis(300)).until(() -> !written.isDone());
        dirty.take(10, Duration.ZERO);
        dirty.put(seen("b", 2));
        dirty.written();
        await().until(written::isDone);
    }

    @Test
    void knowForEachKindHowLongItsOldestChangeWaits() throws InterruptedException {
        dirty.put(seen("a", 1));
        dirty.put(seen("b", 2));
        dirty.put(seen("a", 3));
        assertThat(dirty.lag(TektonKind.PIPELINE_RUN)).isPositive();
        assertThat(dirty.lag(TektonKind.TASK_RUN)).isZero();
        Batch taken = dirty.take(1, Duration.ZERO);
        assertThat(taken.changes()).hasSize(1);
        dirty.written();
        assertThat(dirty.lag(TektonKind.PIPELINE_RUN)).isPositive();
        dirty.putBack(dirty.take(5, Duration.ZERO));
        assertThat(dirty.lag(TektonKind.PIPELINE_RUN)).isPositive();
        dirty.take(5, Duration.ZERO);
        dirty.written();
        assertThat(dirty.lag(TektonKind.PIPELINE_RUN)).isZero();
    }

    private void awaitWritten() {
        try {
            dirty.awaitWritten();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitRoom() {
        try {
            dirty.awaitRoom();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PendingObject seen(String name, long version) {
        return PendingObject.seen(1, object(name, version));
    }

    private static LiveObject object(String name, long version) {
        ObjectNode run = JsonMapper.shared().createObjectNode().put("kind", "PipelineRun");
        run.putObject("metadata")
                .put("uid", UUID.nameUUIDFromBytes(name.getBytes()).toString())
                .put("namespace", "ci")
                .put("name", name)
                .put("resourceVersion", Long.toString(version));
        return SeenObject.of(TektonKind.PIPELINE_RUN, run);
    }
}
