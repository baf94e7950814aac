package io.tektonretry.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When the tasks of a run started and ended. As in Tekton, no task starts once one has failed, but for the finally tasks.
 *
 * @param slots the children in the order of their starts
 * @param skipped the tasks that were never started
 */
record Timeline(List<Slot> slots, List<DemoTask> skipped, Instant end) {

    private static final int TIMEOUT_SECONDS = 1800;

    /**
     * A child of a run.
     *
     * @param combination of the matrix; 0 without one
     * @param cause why it failed; null when it succeeded
     */
    record Slot(
            DemoTask task,
            int combination,
            Instant start,
            Instant end,
            @Nullable Cause cause) {

        /** The name of its task, with the number of its combination in a matrix. */
        String key() {
            return task.isMatrix() ? task.name() + "-" + combination : task.name();
        }

        Slot cut(Instant at) {
            return end.isAfter(at) ? new Slot(task, combination, start, at, Cause.CANCELLATION) : this;
        }
    }

    static Timeline of(
            List<DemoTask> tasks,
            Map<String, Cause> failures,
            Instant at,
            @Nullable Instant cancelledAt,
            Random random) {
        List<Slot> planned = new ArrayList<>();
        Map<String, Instant> ends = new HashMap<>();
        Set<String> stuck = new HashSet<>();
        Set<String> present = new HashSet<>();
        tasks.forEach(task -> present.add(task.name()));
        for (DemoTask task : tasks) {
            if (task.isFinally() || task.parents().stream().anyMatch(stuck::contains)) {
                stuck.add(task.name());
                continue;
            }
            Instant ready = task.parents().stream()
                    .filter(present::contains)
                    .map(parent -> ends.getOrDefault(parent, at))
                    .max(Comparator.naturalOrder())
                    .orElse(at)
                    .plusSeconds(1);
            for (int i = 0; i < task.combinations(); i++) {
                Slot slot = slot(task, i, ready, failures, random);
                planned.add(slot);
                ends.merge(task.name(), slot.end(), (one, other) -> one.isAfter(other) ? one : other);
                if (slot.cause() != null) {
                    stuck.add(task.name());
                }
            }
        }
        Instant stop = planned.stream()
                .filter(slot -> slot.cause() != null)
                .map(Slot::end)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        return ended(tasks, planned, stop, cancelledAt, failures, random);
    }

    private static Timeline ended(
            List<DemoTask> tasks,
            List<Slot> planned,
            Instant stop,
            @Nullable Instant cancelledAt,
            Map<String, Cause> failures,
            Random random) {
        Instant last = cancelledAt == null || cancelledAt.isAfter(stop) ? stop : cancelledAt;
        List<Slot> slots = new ArrayList<>(planned.stream()
                .filter(slot -> slot.start().isBefore(last))
                .map(slot -> cancelledAt == null ? slot : slot.cut(cancelledAt))
                .sorted(Comparator.comparing(Slot::start))
                .toList());
        Instant end = end(slots);
        if (cancelledAt == null) {
            for (DemoTask task : tasks.stream().filter(DemoTask::isFinally).toList()) {
                slots.add(slot(task, 0, end.plusSeconds(1), failures, random));
            }
        }
        Set<String> started = new HashSet<>();
        slots.forEach(slot -> started.add(slot.task().name()));
        return new Timeline(
                slots,
                tasks.stream().filter(task -> !started.contains(task.name())).toList(),
                end(slots).plusSeconds(1));
    }

    private static Instant end(List<Slot> slots) {
        return slots.stream().map(Slot::end).max(Comparator.naturalOrder()).orElseThrow();
    }

    private static Slot slot(
            DemoTask task, int combination, Instant start, Map<String, Cause> failures, Random random) {
        String key = task.isMatrix() ? task.name() + "-" + combination : task.name();
        Cause cause = failures.getOrDefault(key, failures.get(task.name()));
        double usual = task.seconds() * (0.85 + 0.4 * random.nextDouble()) + 2;
        double seconds = cause == null
                ? usual
                : switch (cause) {
                    case TIMEOUT -> TIMEOUT_SECONDS;
                    case EVICTION -> usual * (0.2 + 0.5 * random.nextDouble());
                    case IMAGE -> 64;
                    case MEMORY -> usual * 0.85;
                    case TESTS, CANCELLATION -> usual;
                };
        return new Slot(task, combination, start, start.plusSeconds(Math.max(3, Math.round(seconds))), cause);
    }
}
