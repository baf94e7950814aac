package io.tektonretry.retry.plan;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The params of a retry, each named after its value: {@code retry-<task>-<result>}. */
final class RetryParams {

    /**
     * Where the value of a param comes from.
     *
     * @param producer position of the task in the spec; one after all tasks for texts of the spec itself
     * @param task name of the task
     * @param result name of the result, or of another recorded value
     */
    record Origin(int producer, String task, String result) {}

    private static final Pattern UNADDRESSABLE = Pattern.compile("[^A-Za-z0-9_-]");

    private final Set<String> taken;
    private final Map<Origin, RetryParam> params = new LinkedHashMap<>();

    /**
     * Starts without params.
     *
     * @param taken names of the spec's own params; new names are added to it
     */
    RetryParams(Set<String> taken) {
        this.taken = taken;
    }

    /** The param for a value; repeated calls return the same one. */
    RetryParam bring(Origin origin, RecordedValue value) {
        return params.computeIfAbsent(origin, missing -> new RetryParam(freeName(origin), value));
    }

    /** All params, in the order of the tasks that produced the values. */
    List<RetryParam> all() {
        return params.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparingInt(Origin::producer).thenComparing(Origin::result)))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** A free name that is valid in every reference: a dot would read as the key of an object. */
    private String freeName(Origin origin) {
        String wanted = "retry-"
                + UNADDRESSABLE.matcher(origin.task() + "-" + origin.result()).replaceAll("-");
        String name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }
}
