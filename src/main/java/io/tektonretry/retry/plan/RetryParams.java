package io.tektonretry.retry.plan;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The params of a retry, each named after what it brings: {@code retry-<task>-<result>}. */
final class RetryParams {

    /**
     * What a param brings.
     *
     * @param producer position of the task in the spec; one behind all tasks for the texts of the spec itself
     * @param task its name
     * @param result name of the result, or of whatever else it left
     */
    record Origin(int producer, String task, String result) {}

    private static final Pattern UNADDRESSABLE = Pattern.compile("[^A-Za-z0-9_-]");

    private final Set<String> taken;
    private final Map<Origin, RetryParam> params = new LinkedHashMap<>();

    /**
     * No params yet.
     *
     * @param taken names that the spec uses for params of its own; names are added to it
     */
    RetryParams(Set<String> taken) {
        this.taken = taken;
    }

    /** The param for a value; the same one each time it is asked for. */
    RetryParam bring(Origin origin, RecordedValue value) {
        return params.computeIfAbsent(origin, missing -> new RetryParam(freeName(origin), value));
    }

    /** All of them, in the order of the tasks that left the values. */
    List<RetryParam> all() {
        return params.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparingInt(Origin::producer).thenComparing(Origin::result)))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** A name that can be addressed in every form: dots would read as the key of an object. */
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
