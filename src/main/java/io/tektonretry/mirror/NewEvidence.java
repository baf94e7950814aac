package io.tektonretry.mirror;

import io.tektonretry.history.PodOutcome;
import io.tektonretry.history.RunEvent;
import io.tektonretry.tekton.EvidenceKind;
import io.tektonretry.tekton.EvidenceListener;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** The evidence that is not written yet: of each object its newest state, already reduced to what is kept of it. */
final class NewEvidence implements EvidenceListener {

    /** Tekton names its pods so, also where it shortens the name of the TaskRun (Tekton: {@code kmeta.ChildName}). */
    private static final Pattern POD_OF_A_TASK_RUN = Pattern.compile(".*-pod(-retry\\d+)?");

    private final EvidenceMetrics metrics;
    private Map<UUID, PodOutcome> pods = new HashMap<>();
    private Map<UUID, RunEvent> events = new HashMap<>();
    private Set<UUID> vanished = new HashSet<>();

    NewEvidence(EvidenceMetrics metrics) {
        this.metrics = metrics;
    }

    /** What is taken at once. */
    record Batch(Map<UUID, PodOutcome> pods, Map<UUID, RunEvent> events, Set<UUID> vanished) {

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
            read(() -> PodOutcome.of(last, Instant.now()).map(this::add));
        }
    }

    @Override
    public synchronized void vanished(EvidenceKind kind, UUID uid) {
        if (!kind.isEvent()) {
            vanished.add(uid);
            notifyAll();
        }
    }

    /** Whatever is wrong with one object must not keep the others from being recorded. */
    private void read(Supplier<Optional<UUID>> addition) {
        try {
            if (addition.get().isEmpty()) {
                metrics.count("foreign", 1);
            }
        } catch (RuntimeException e) {
            metrics.count("unreadable", 1);
        }
    }

    private static boolean isOfTekton(EvidenceKind kind, RunEvent event) {
        return kind != EvidenceKind.POD_EVENT
                || POD_OF_A_TASK_RUN.matcher(event.involvedName()).matches();
    }

    private synchronized UUID add(RunEvent event) {
        events.put(event.uid(), event);
        notifyAll();
        return event.uid();
    }

    private synchronized UUID add(PodOutcome pod) {
        pods.put(pod.uid(), pod);
        notifyAll();
        return pod.uid();
    }

    /** Takes everything; waits for something until the time is up. */
    synchronized Batch take(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (size() == 0 && left > 0) {
            wait(left);
            left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        }
        Batch taken = new Batch(pods, events, vanished);
        pods = new HashMap<>();
        events = new HashMap<>();
        vanished = new HashSet<>();
        return taken;
    }

    /** Takes back what could not be written; what has been seen since is newer. */
    synchronized void putBack(Batch batch) {
        batch.pods().forEach(pods::putIfAbsent);
        batch.events().forEach(events::putIfAbsent);
        vanished.addAll(batch.vanished());
    }

    synchronized int size() {
        return pods.size() + events.size() + vanished.size();
    }
}
