package io.tektonretry.retry;

import io.tektonretry.retry.plan.Neighbours;
import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What controllers of the house want of the metadata of retries.
 *
 * @param leaveOut keys of labels and annotations of the first run that its retries don't take over, such as {@code ci.example.com/*}
 * @param set what every retry gets, in place of what the first run has
 * @param finalizers that every retry gets; whoever removes them must be there, or no retry can be deleted
 */
record MetadataProperties(
        @DefaultValue List<String> leaveOut,
        @DefaultValue Set set,
        @DefaultValue List<String> finalizers) {

    private static final Pattern KEY =
            Pattern.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    private static final Pattern LABEL = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

    /**
     * Labels and annotations.
     *
     * @param labels by key
     * @param annotations by key
     */
    record Set(
            @DefaultValue Map<String, String> labels,
            @DefaultValue Map<String, String> annotations) {

        Set {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }
    }

    MetadataProperties {
        leaveOut = List.copyOf(leaveOut);
        finalizers = List.copyOf(finalizers);
        set.labels().keySet().forEach(key -> check(key, "set.labels"));
        set.annotations().keySet().forEach(key -> check(key, "set.annotations"));
        set.labels().forEach((key, value) -> {
            if (!LABEL.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        "set.labels has %s: %s, but that is not a valid label value".formatted(key, value));
            }
        });
        finalizers.forEach(finalizer -> check(finalizer, "finalizers"));
    }

    /** What no retry could be created with, or could not be recognised by. */
    private static void check(String key, String property) {
        if (!KEY.matcher(key).matches() || key.startsWith(TektonKeys.OWN_PREFIX)) {
            throw new IllegalArgumentException("%s has %s, but it must be a valid Kubernetes key outside of %s"
                    .formatted(property, key, TektonKeys.OWN_PREFIX));
        }
    }

    Neighbours neighbours() {
        return new Neighbours(leaveOut, set.labels(), set.annotations(), finalizers);
    }
}
