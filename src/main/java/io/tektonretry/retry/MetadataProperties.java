package io.tektonretry.retry;

import io.tektonretry.retry.plan.Neighbours;
import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Metadata that other controllers of the cluster require on retries.
 *
 * @param leaveOut keys of labels and annotations of the first run that are not copied to its retries, such as {@code
 * ci.example.com/*}
 * @param set added to every retry, replacing values of the first run
 * @param finalizers added to every retry; a controller must exist that removes them, or no retry can be deleted
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
     * @param labels labels by key
     * @param annotations annotations by key
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

    /** Refuses keys with which no retry could be created or recognized. */
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
