package io.tektonretry.graphql;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import io.tektonretry.report.ReportScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The figures of reports, computed from the recorded rows by their definitions and without regard to speed. */
final class PlainFigures {

    /** An attempt of a run that has ended. */
    private record Attempt(
            UUID base,
            int retry,
            String namespace,
            String pipeline,
            String task,
            String repository,
            @Nullable String revision,
            String branch,
            @Nullable Long combination,
            @Nullable Long inputs,
            UUID child,
            String childName,
            Instant createdAt,
            int number,
            Instant startedAt,
            Instant finishedAt,
            @Nullable String verdict,
            @Nullable String failureClass) {

        static Attempt of(ResultSet row, int number) throws SQLException {
            return new Attempt(
                    row.getObject("base_uid", UUID.class),
                    row.getInt("retry_number"),
                    row.getString("namespace"),
                    row.getString("pipeline_name"),
                    row.getString("task_name"),
                    row.getString("source_repository"),
                    row.getString("source_revision"),
                    row.getString("source_branch"),
                    row.getObject("combination_hash", Long.class),
                    row.getObject("inputs_hash", Long.class),
                    row.getObject("task_run_uid", UUID.class),
                    row.getString("task_run_name"),
                    at(row, "created_at"),
                    row.getInt("number"),
                    at(row, "started_at"),
                    at(row, "finished_at"),
                    row.getString("verdict"),
                    row.getString("failure_class"));
        }

        boolean passed() {
            return "PASS".equals(verdict);
        }

        boolean failed() {
            return "FAIL".equals(verdict);
        }

        long millis() {
            return Duration.between(startedAt, finishedAt).toMillis();
        }
    }

    /** A run that has ended. */
    private record Run(
            UUID uid,
            UUID base,
            int retry,
            String namespace,
            String pipeline,
            String repository,
            String branch,
            String status,
            boolean leavesTasks,
            boolean isAutomatic,
            boolean startsAnew,
            Instant startedAt,
            Instant finishedAt,
            Set<String> tasks) {

        boolean hasVerdict() {
            return Set.of("SUCCEEDED", "FAILED", "TIMED_OUT").contains(status);
        }

        boolean failed() {
            return Set.of("FAILED", "TIMED_OUT").contains(status);
        }

        boolean recovered() {
            return status.equals("SUCCEEDED") && !leavesTasks;
        }

        double seconds() {
            return Duration.between(startedAt, finishedAt).toSeconds();
        }
    }

    /** What became of a task in a run. */
    private record Outcome(
            int retry,
            String task,
            @Nullable String failureClass,
            boolean passed,
            long millis,
            Instant startedAt,
            Instant finishedAt) {

        boolean isVerdict() {
            return passed || failureClass != null;
        }

        static Outcome of(List<Attempt> attempts) {
            List<Attempt> last = attempts.stream().collect(groupingBy(Attempt::childName)).values().stream()
                    .map(PlainFigures::lastOf)
                    .toList();
            return new Outcome(
                    attempts.get(0).retry(),
                    attempts.get(0).task(),
                    last.stream()
                            .filter(attempt -> attempt.failed() || "INFRASTRUCTURE".equals(attempt.verdict()))
                            .min(IN_TIME)
                            .map(Attempt::failureClass)
                            .orElse(null),
                    last.stream().allMatch(Attempt::passed),
                    last.stream().mapToLong(Attempt::millis).sum(),
                    last.stream()
                            .map(Attempt::startedAt)
                            .min(Comparator.naturalOrder())
                            .orElseThrow(),
                    last.stream()
                            .map(Attempt::finishedAt)
                            .max(Comparator.naturalOrder())
                            .orElseThrow());
        }
    }

    /** A unit of the report on retries. */
    private record Unit(
            String namespace,
            String pipeline,
            String task,
            String repository,
            Instant at,
            boolean failed,
            boolean retried,
            boolean recovered,
            long manual,
            long automatic,
            long saved,
            long wasted,
            @Nullable Double recovery,
            List<Double> whole,
            List<Double> retries,
            List<Double> succeeded) {}

    private static final Comparator<Attempt> IN_TIME = comparing(Attempt::finishedAt)
            .thenComparing(attempt -> attempt.child().toString())
            .thenComparing(Attempt::number);

    private final List<Attempt> attempts;
    private final List<Run> runs;

    PlainFigures(JdbcClient jdbc) {
        attempts = jdbc.sql("select * from finished_attempt where run_status not in ('PENDING', 'RUNNING')")
                .query(Attempt::of)
                .list();
        runs = jdbc.sql("""
                        select r.*, array(select name from pipeline_task where pipeline_run_uid = r.uid) as tasks
                          from pipeline_run r where status not in ('PENDING', 'RUNNING')
                        """)
                .query((row, number) -> new Run(
                        row.getObject("uid", UUID.class),
                        row.getObject("base_uid", UUID.class),
                        row.getInt("retry_number"),
                        row.getString("namespace"),
                        row.getString("pipeline_name"),
                        row.getString("source_repository"),
                        row.getString("source_branch"),
                        row.getString("status"),
                        row.getBoolean("leaves_tasks"),
                        row.getBoolean("retry_automatic"),
                        row.getBoolean("starts_anew"),
                        at(row, "started_at"),
                        at(row, "finished_at"),
                        Set.copyOf(
                                Arrays.asList((String[]) row.getArray("tasks").getArray()))))
                .list();
    }

    private static Instant at(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Attempt lastOf(List<Attempt> ofChild) {
        return ofChild.stream()
                .min(comparing(Attempt::createdAt, Comparator.reverseOrder())
                        .thenComparing(attempt -> attempt.child().toString())
                        .thenComparing(Attempt::number, Comparator.reverseOrder()))
                .orElseThrow();
    }

    /** One line for each task. */
    List<String> flakiness(ReportScope scope) {
        return of(scope).collect(groupingBy(task(), TreeMap::new, Collectors.toList())).values().stream()
                .map(ofTask -> flakiness(scope, ofTask))
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    private Stream<Attempt> of(ReportScope scope) {
        return attempts.stream()
                .filter(attempt -> attempt.verdict() != null)
                .filter(attempt ->
                        scope.namespaces().isEmpty() || scope.namespaces().contains(attempt.namespace()))
                .filter(attempt -> scope.branch() == null || scope.branch().equals(attempt.branch()))
                .sorted(IN_TIME);
    }

    private static Function<Attempt, String> task() {
        return attempt -> "%s %s %s".formatted(attempt.namespace(), attempt.pipeline(), attempt.task());
    }

    private static Optional<String> flakiness(ReportScope scope, List<Attempt> all) {
        Predicate<Instant> during = time -> !time.isBefore(scope.from()) && time.isBefore(scope.to());
        List<Attempt> counted = all.stream()
                .filter(attempt -> during.test(attempt.finishedAt()))
                .toList();
        List<List<Attempt>> commits = groups(
                all.stream().filter(attempt -> attempt.revision() != null).toList(),
                attempt -> List.of(attempt.repository(), attempt.revision() + "", attempt.combination() + ""));
        List<List<Attempt>> inputs = commits.stream()
                .flatMap(commit -> groups(
                        commit.stream()
                                .filter(attempt -> attempt.inputs() != null)
                                .toList(),
                        attempt -> List.of(attempt.inputs() + ""))
                        .stream())
                .toList();
        List<List<Attempt>> begunCommits = begun(commits, during);
        List<List<Attempt>> begunInputs = begun(inputs, during);
        long flips = 0;
        long pairs = 0;
        long broken = 0;
        for (List<Attempt> sequence : groups(
                all.stream()
                        .filter(attempt -> attempt.passed() || attempt.failed())
                        .toList(),
                attempt -> List.of(attempt.repository(), attempt.branch(), attempt.combination() + ""))) {
            Set<Attempt> streaks = broken(sequence);
            List<Attempt> kept = sequence.stream()
                    .filter(attempt -> !streaks.contains(attempt))
                    .toList();
            for (int i = 1; i < kept.size(); i++) {
                if (during.test(kept.get(i).finishedAt())) {
                    pairs++;
                    flips += kept.get(i).passed() == kept.get(i - 1).passed() ? 0 : 1;
                }
            }
            int row = 0;
            for (Attempt attempt : sequence) {
                row = attempt.passed() ? 0 : row + 1;
                broken += row == 3 && during.test(attempt.finishedAt()) ? 1 : 0;
            }
        }
        if (counted.isEmpty() && begunCommits.isEmpty()) {
            return Optional.empty();
        }
        long infrastructure = counted.stream()
                .filter(attempt -> "INFRASTRUCTURE".equals(attempt.verdict()))
                .count();
        Optional<Instant> lastFlake = Stream.of(begunCommits, begunInputs)
                .flatMap(List::stream)
                .filter(PlainFigures::isFlake)
                .map(PlainFigures::lastEvidence)
                .max(Comparator.naturalOrder());
        return counted.isEmpty()
                ? Optional.empty()
                : Optional.of("%s: %d %d %d inputs %d/%d commit %d/%d flips %d/%d broken %d wasted %d %d last %s"
                        .formatted(
                                task().apply(all.get(0)),
                                counted.size() - infrastructure,
                                counted.stream().filter(Attempt::failed).count(),
                                infrastructure,
                                begunInputs.stream()
                                        .filter(PlainFigures::isFlake)
                                        .count(),
                                begunInputs.stream()
                                        .filter(PlainFigures::isExecution)
                                        .count(),
                                begunCommits.stream()
                                        .filter(PlainFigures::isFlake)
                                        .count(),
                                begunCommits.stream()
                                        .filter(PlainFigures::isExecution)
                                        .count(),
                                flips,
                                pairs,
                                broken,
                                wasted(begunInputs.stream().filter(PlainFigures::isFlake)),
                                wasted(begunInputs.stream().filter(group -> !isFlake(group))),
                                lastFlake.map(Instant::toString).orElse("")));
    }

    private static List<List<Attempt>> groups(List<Attempt> some, Function<Attempt, List<String>> key) {
        return List.copyOf(some.stream().collect(groupingBy(key)).values());
    }

    private static List<List<Attempt>> begun(List<List<Attempt>> groups, Predicate<Instant> during) {
        return groups.stream()
                .filter(group -> during.test(group.get(0).finishedAt()))
                .toList();
    }

    private static boolean isExecution(List<Attempt> group) {
        return group.stream().anyMatch(attempt -> attempt.passed() || attempt.failed());
    }

    private static boolean isFlake(List<Attempt> group) {
        return group.stream().anyMatch(Attempt::passed) && !evidence(group).isEmpty();
    }

    private static List<Attempt> evidence(List<Attempt> group) {
        Set<Attempt> broken = broken(group);
        return group.stream()
                .filter(attempt -> attempt.failed() && !broken.contains(attempt))
                .toList();
    }

    private static Instant lastEvidence(List<Attempt> group) {
        List<Attempt> evidence = evidence(group);
        return evidence.get(evidence.size() - 1).finishedAt();
    }

    /** Failures of which three or more follow each other without a success between them. */
    private static Set<Attempt> broken(List<Attempt> inTime) {
        Set<Attempt> broken = new HashSet<>();
        List<Attempt> streak = new ArrayList<>();
        for (Attempt attempt : inTime) {
            if (attempt.passed()) {
                streak.clear();
            } else if (attempt.failed()) {
                streak.add(attempt);
                if (streak.size() >= 3) {
                    broken.addAll(streak);
                }
            }
        }
        return broken;
    }

    private static long wasted(Stream<List<Attempt>> groups) {
        return groups.flatMap(group -> group.subList(0, group.size() - 1).stream())
                .filter(attempt -> !attempt.passed())
                .mapToLong(Attempt::millis)
                .sum();
    }

    /** One line for each task and failure class. */
    List<String> worth(ReportScope scope) {
        record Retried(String key, UUID base, Instant at, boolean isRecovered) {}
        List<Retried> retried = new ArrayList<>();
        attempts.stream()
                .collect(groupingBy(attempt -> List.of(attempt.base().toString(), attempt.task())))
                .values()
                .forEach(ofTask -> {
                    Map<Integer, Outcome> outcomes = outcomes(ofTask);
                    Set<Object> seen = new HashSet<>();
                    outcomes.values().stream()
                            .filter(outcome -> outcome.failureClass() != null)
                            .sorted(comparing(Outcome::finishedAt))
                            .forEach(failure -> {
                                Predicate<Outcome> isLater =
                                        later -> later.retry() > failure.retry() && later.isVerdict();
                                String failureClass = failure.failureClass();
                                if (outcomes.values().stream().anyMatch(isLater) && seen.add(failureClass + "")) {
                                    retried.add(new Retried(
                                            task().apply(ofTask.get(0)) + " " + failureClass,
                                            ofTask.get(0).base(),
                                            failure.finishedAt(),
                                            outcomes.values().stream()
                                                    .filter(again -> failureClass != null
                                                            && failureClass.equals(again.failureClass()))
                                                    .anyMatch(again -> outcomes.values().stream()
                                                            .anyMatch(later ->
                                                                    later.passed() && later.retry() > again.retry()))));
                                }
                            });
                });
        return retried.stream()
                .filter(one -> !one.at().isBefore(scope.from()) && one.at().isBefore(scope.to()))
                .filter(one -> scope.branch() == null
                        || runs.stream()
                                .anyMatch(run -> run.uid().equals(one.base())
                                        && run.branch().equals(scope.branch())))
                .filter(one -> scope.namespaces().isEmpty()
                        || scope.namespaces().stream()
                                .anyMatch(name -> one.key().startsWith(name + " ")))
                .collect(groupingBy(Retried::key))
                .entrySet()
                .stream()
                .map(group -> "%s: %d/%d"
                        .formatted(
                                group.getKey(),
                                group.getValue().stream()
                                        .filter(Retried::isRecovered)
                                        .count(),
                                group.getValue().size()))
                .sorted()
                .toList();
    }

    private static Map<Integer, Outcome> outcomes(Collection<Attempt> ofTask) {
        return ofTask.stream()
                .collect(groupingBy(
                        Attempt::retry, TreeMap::new, Collectors.collectingAndThen(Collectors.toList(), Outcome::of)));
    }

    /** One line for each group and bucket; {@code ofTasks} counts tasks of first runs. */
    List<String> retries(
            ReportScope scope,
            boolean ofTasks,
            Function<List<String>, String> group,
            Function<Instant, String> bucket) {
        List<Unit> units = runs.stream()
                .filter(run -> run.retry() == 0 && run.uid().equals(run.base()) && run.hasVerdict())
                .filter(run -> !run.finishedAt().isBefore(scope.from())
                        && run.finishedAt().isBefore(scope.to()))
                .filter(run ->
                        scope.namespaces().isEmpty() || scope.namespaces().contains(run.namespace()))
                .filter(run -> scope.branch() == null || scope.branch().equals(run.branch()))
                .flatMap(run -> ofTasks ? tasks(run) : Stream.of(whole(run)))
                .toList();
        Map<String, Double> expected = units.stream()
                .filter(unit -> !unit.succeeded().isEmpty())
                .collect(groupingBy(
                        PlainFigures::series,
                        Collectors.collectingAndThen(
                                Collectors.toList(), some -> percentile(lengths(some, Unit::succeeded), 0.5))));
        return units.stream()
                .flatMap(unit ->
                        Stream.of("", bucket.apply(unit.at())).distinct().map(at -> Map.entry(at, unit)))
                .collect(groupingBy(
                        entry -> group.apply(List.of(
                                        entry.getValue().namespace(),
                                        entry.getValue().pipeline(),
                                        entry.getValue().task(),
                                        entry.getValue().repository()))
                                + " " + entry.getKey(),
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList())))
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + ": " + figures(entry.getValue(), expected))
                .sorted()
                .toList();
    }

    private static String series(Unit unit) {
        return String.join(" ", unit.namespace(), unit.pipeline(), unit.task(), unit.repository());
    }

    private static List<Double> lengths(List<Unit> units, Function<Unit, List<Double>> lengths) {
        return units.stream().map(lengths).flatMap(List::stream).sorted().toList();
    }

    private static String figures(List<Unit> units, Map<String, Double> expected) {
        List<Double> timeSaved = units.stream()
                .filter(unit -> expected.containsKey(series(unit)))
                .flatMap(unit -> unit.retries().stream()
                        .map(seconds -> Math.max(0, Objects.requireNonNull(expected.get(series(unit))) - seconds)))
                .toList();
        return "%d %d %d/%d manual %d automatic %d saved %d wasted %d time %s recovery %s whole %s retry %s"
                .formatted(
                        units.size(),
                        units.stream().filter(Unit::failed).count(),
                        units.stream().filter(Unit::recovered).count(),
                        units.stream().filter(Unit::retried).count(),
                        units.stream().mapToLong(Unit::manual).sum(),
                        units.stream().mapToLong(Unit::automatic).sum(),
                        units.stream().mapToLong(Unit::saved).sum(),
                        units.stream().mapToLong(Unit::wasted).sum(),
                        timeSaved.isEmpty()
                                ? ""
                                : millis(timeSaved.stream()
                                        .mapToDouble(seconds -> seconds)
                                        .sum()),
                        percentiles(lengths(
                                units,
                                unit -> Stream.ofNullable(unit.recovery()).toList())),
                        percentiles(lengths(units, Unit::whole)),
                        percentiles(lengths(units, Unit::retries)));
    }

    private static String percentiles(List<Double> sorted) {
        return sorted.isEmpty()
                ? ""
                : "%d %d %d"
                        .formatted(millis(percentile(sorted, 0.5)), millis(percentile(sorted, 0.95)), sorted.size());
    }

    private static long millis(double seconds) {
        return Math.round(seconds * 1000);
    }

    private static double percentile(List<Double> sorted, double part) {
        double rank = part * (sorted.size() - 1);
        double low = sorted.get((int) Math.floor(rank));
        double high = sorted.get((int) Math.ceil(rank));
        return low + (high - low) * (rank - Math.floor(rank));
    }

    private List<Run> retriesOf(Run first) {
        return first.failed()
                ? runs.stream()
                        .filter(run -> run.base().equals(first.uid()) && run.retry() > 0)
                        .toList()
                : List.of();
    }

    private Map<String, Map<Integer, Outcome>> outcomes(Run first) {
        return attempts.stream()
                .filter(attempt -> attempt.base().equals(first.uid()))
                .collect(groupingBy(
                        Attempt::task,
                        TreeMap::new,
                        Collectors.collectingAndThen(Collectors.toList(), PlainFigures::outcomes)));
    }

    private Unit whole(Run first) {
        List<Run> retries = retriesOf(first);
        Map<String, Map<Integer, Outcome>> outcomes = outcomes(first);
        Optional<Instant> recovered =
                retries.stream().filter(Run::recovered).map(Run::finishedAt).min(Comparator.naturalOrder());
        List<Run> ended = retries.stream().filter(Run::hasVerdict).toList();
        List<Double> anew =
                ended.stream().filter(Run::startsAnew).map(Run::seconds).toList();
        return new Unit(
                first.namespace(),
                first.pipeline(),
                "",
                first.repository(),
                first.finishedAt(),
                first.failed(),
                !ended.isEmpty(),
                recovered.isPresent(),
                retries.stream().filter(run -> !run.isAutomatic()).count(),
                retries.stream().filter(Run::isAutomatic).count(),
                outcomes.keySet().stream()
                        .mapToLong(task -> saved(task, ended, outcomes))
                        .sum(),
                retries.isEmpty()
                        ? 0
                        : outcomes.keySet().stream()
                                .mapToLong(task -> wasted(first, task, outcomes))
                                .sum(),
                recovered
                        .map(at -> (double)
                                Duration.between(first.finishedAt(), at).toSeconds())
                        .orElse(null),
                Stream.concat(Stream.of(first.seconds()), anew.stream()).toList(),
                ended.stream()
                        .filter(run -> !run.startsAnew())
                        .map(Run::seconds)
                        .toList(),
                Stream.concat(
                                first.failed() ? Stream.empty() : Stream.of(first.seconds()),
                                ended.stream()
                                        .filter(run -> run.startsAnew() && run.recovered())
                                        .map(Run::seconds))
                        .toList());
    }

    private Stream<Unit> tasks(Run first) {
        List<Run> retries = retriesOf(first);
        List<Run> ended = retries.stream().filter(Run::hasVerdict).toList();
        Map<String, Map<Integer, Outcome>> all = outcomes(first);
        return all.keySet().stream().flatMap(task -> {
            Map<Integer, Outcome> outcomes = all.getOrDefault(task, Map.of());
            Outcome outcome = outcomes.get(0);
            if (outcome == null || !outcome.isVerdict()) {
                return Stream.empty();
            }
            boolean failed = outcome.failureClass() != null;
            List<Outcome> again = retries.stream()
                    .map(run -> outcomes.get(run.retry()))
                    .filter(Objects::nonNull)
                    .filter(Outcome::isVerdict)
                    .toList();
            List<Run> requested = failed
                    ? retries.stream().filter(run -> run.tasks().contains(task)).toList()
                    : List.of();
            Optional<Instant> recovered = again.stream()
                    .filter(later -> failed && later.passed())
                    .map(Outcome::finishedAt)
                    .min(Comparator.naturalOrder());
            return Stream.of(new Unit(
                    first.namespace(),
                    first.pipeline(),
                    task,
                    first.repository(),
                    first.finishedAt(),
                    failed,
                    failed && !again.isEmpty(),
                    recovered.isPresent(),
                    requested.stream().filter(run -> !run.isAutomatic()).count(),
                    requested.stream().filter(Run::isAutomatic).count(),
                    saved(task, ended, all),
                    wasted(first, task, all),
                    recovered
                            .map(at -> (double)
                                    Duration.between(outcome.finishedAt(), at).toSeconds())
                            .orElse(null),
                    List.of((double) Duration.between(outcome.startedAt(), outcome.finishedAt())
                            .toSeconds()),
                    again.stream()
                            .map(later -> (double) Duration.between(later.startedAt(), later.finishedAt())
                                    .toSeconds())
                            .toList(),
                    List.of()));
        });
    }

    /** Of the last outcomes before retries that ran something and left the task out. */
    private static long saved(String task, List<Run> ended, Map<String, Map<Integer, Outcome>> outcomes) {
        return ended.stream()
                .filter(run -> !run.tasks().isEmpty() && !run.tasks().contains(task))
                .filter(run -> outcomes.values().stream().anyMatch(some -> some.containsKey(run.retry())))
                .map(run -> outcomes.getOrDefault(task, Collections.emptyMap()).values().stream()
                        .filter(outcome -> outcome.retry() < run.retry())
                        .max(comparing(Outcome::retry)))
                .flatMap(Optional::stream)
                .filter(Outcome::passed)
                .mapToLong(Outcome::millis)
                .sum();
    }

    private long wasted(Run first, String task, Map<String, Map<Integer, Outcome>> outcomes) {
        int last = Collections.max(outcomes.getOrDefault(task, Map.of()).keySet());
        return attempts.stream()
                .filter(attempt ->
                        attempt.base().equals(first.uid()) && attempt.task().equals(task))
                .filter(attempt -> attempt.retry() < last)
                .filter(attempt -> attempt.failed() || "INFRASTRUCTURE".equals(attempt.verdict()))
                .mapToLong(Attempt::millis)
                .sum();
    }
}
