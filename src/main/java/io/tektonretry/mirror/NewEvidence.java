package io.tektonretry.mirror;

import io.tektonretry.history.database.FailureBoundary;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.RunEvent;
import io.tektonretry.tekton.watch.EvidenceKind;
import io.tektonretry.tekton.watch.EvidenceListener;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * Evidence that is not written yet: the newest state of each object, reduced to the recorded fields. fabric8's
 * informers queue without limit, so the oldest evidence is dropped when there is no room: Events first, pods last.
 */
final class NewEvidence implements EvidenceListener {

    /** Tekton's names of pods, also when it shortens the name of the TaskRun (Tekton: {@code kmeta.ChildName}). */
    private static final Pattern POD_OF_A_TASK_RUN = Pattern.compile(".*-pod(-retry\\d+)?");

    private final long room;
    private final EvidenceMetrics metrics;
    private final Clock clock;
    private final WaitingRows<PodOutcome> pods = new WaitingRows<>();
    private final WaitingRows<RunEvent> events = new WaitingRows<>();
    private final WaitingRows<UUID> vanished = new WaitingRows<>();

    /**
     * Starts empty.
     *
     * @param room number of characters that may wait, counted by the text of the rows
     */
    NewEvidence(long room, EvidenceMetrics metrics, Clock clock) {
        this.clock = clock;
        this.room = room;
        this.metrics = metrics;
    }

    /** A batch of evidence to write. */
    record Batch(Map<UUID, PodOutcome> pods, Map<UUID, RunEvent> events, Map<UUID, UUID> vanished) {

        boolean isEmpty() {
            return pods.isEmpty() && events.isEmpty() && vanished.isEmpty();
        }

        List<PodOutcome> podStates() {
            return List.copyOf(pods.values());
        }

        List<RunEvent> eventStates() {
            return List.copyOf(events.values());
        }
    }

    @Override
    public void seen(EvidenceKind kind, ObjectNode object) {
        read(() -> kind.isEvent()
                ? RunEvent.of(object).filter(event -> isOfTekton(kind, event)).map(this::add)
                : PodOutcome.of(object, null).map(this::add));
    }

    @Override
    public void deleted(EvidenceKind kind, ObjectNode last) {
        if (!kind.isEvent()) {
            read(() -> PodOutcome.of(last, clock.instant()).map(this::add));
        }
    }

    @Override
    public synchronized void vanished(EvidenceKind kind, UUID uid) {
        if (!kind.isEvent()) {
            vanished.put(uid, uid);
            added();
        }
    }

    /** A malformed object must not keep others from being recorded. */
    private void read(Supplier<Optional<UUID>> addition) {
        FailureBoundary.run(
                () -> {
                    if (addition.get().isEmpty()) {
                        metrics.count("foreign", 1);
                    }
                },
                failure -> metrics.count("unreadable", 1));
    }

    private static boolean isOfTekton(EvidenceKind kind, RunEvent event) {
        return kind != EvidenceKind.POD_EVENT
                || POD_OF_A_TASK_RUN.matcher(event.involvedName()).matches();
    }

    private synchronized UUID add(RunEvent event) {
        events.put(event.uid(), event);
        added();
        return event.uid();
    }

    private synchronized UUID add(PodOutcome pod) {
        pods.put(pod.uid(), pod);
        added();
        return pod.uid();
    }

    private void added() {
        makeRoom();
        notifyAll();
    }

    /** Events are also the first that the cluster forgets; an existing pod is noticed again at the next start. */
    private void makeRoom() {
        for (WaitingRows<?> rows : List.of(events, vanished, pods)) {
            while (!rows.isEmpty() && events.length() + vanished.length() + pods.length() > room) {
                rows.take(1);
                metrics.count("dropped", 1);
            }
        }
    }

    /**
     * Takes what has waited longest; waits for the first item for a limited time.
     *
     * @param limit maximum number of pods, and of Events
     */
    synchronized Batch take(int limit, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (size() == 0 && left > 0) {
            wait(left);
            left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        }
        Map<UUID, PodOutcome> oldest = pods.take(limit);
        return new Batch(oldest, events.take(limit), vanished.take(pods.isEmpty() ? limit : 0));
    }

    /** Puts back what could not be written; later observations are newer. */
    synchronized void putBack(Batch batch) {
        pods.putBack(batch.pods());
        events.putBack(batch.events());
        vanished.putBack(batch.vanished());
        makeRoom();
    }

    synchronized int size() {
        return pods.size() + events.size() + vanished.size();
    }
}
