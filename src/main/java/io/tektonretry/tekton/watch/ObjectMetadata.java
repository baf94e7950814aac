package io.tektonretry.tekton.watch;

import io.tektonretry.tekton.TektonKeys;
import io.tektonretry.tekton.TektonKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What identifies an object, and what keeps it in the cluster.
 *
 * @param deletedAt its deletionTimestamp; null when it has none
 * @param finalizers all finalizers, ours and others
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

    /** Whether it has our finalizer. */
    public boolean isHeld() {
        return finalizers.contains(TektonKeys.FINALIZER);
    }

    /** Whether it will be gone once it has no finalizers. */
    public boolean isTerminating() {
        return deletedAt != null;
    }

    @Override
    public String toString() {
        return "%s %s/%s".formatted(kind.kind(), namespace, name);
    }
}
