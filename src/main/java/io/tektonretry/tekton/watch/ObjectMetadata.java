package io.tektonretry.tekton.watch;

import io.tektonretry.tekton.TektonKeys;
import io.tektonretry.tekton.TektonKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What tells an object from others, and what holds it in the cluster.
 *
 * @param deletedAt since when it is to go; null unless it is
 * @param finalizers of everybody
 */
public record ObjectMetadata(
        TektonKind kind,
        String namespace,
        String name,
        UUID uid,
        long resourceVersion,
        @Nullable Instant deletedAt,
        List<String> finalizers) {

    public ObjectMetadata {
        finalizers = List.copyOf(finalizers);
    }

    /** Whether our finalizer holds it. */
    public boolean isHeld() {
        return finalizers.contains(TektonKeys.FINALIZER);
    }

    /** Whether it is gone once nothing holds it. */
    public boolean isTerminating() {
        return deletedAt != null;
    }

    @Override
    public String toString() {
        return "%s %s/%s".formatted(kind.kind(), namespace, name);
    }
}
