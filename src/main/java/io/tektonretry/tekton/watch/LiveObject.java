package io.tektonretry.tekton.watch;

import io.tektonretry.tekton.TektonKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;

/**
 * An object as the API server sent it.
 *
 * @param metadata what identifies it
 * @param json all fields except {@code managedFields}; its kind may be missing
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record LiveObject(ObjectMetadata metadata, byte[] json) {

    /**
     * Reads the metadata of an object.
     *
     * @throws IllegalArgumentException when its UID, resourceVersion or deletionTimestamp is missing or malformed
     */
    public static LiveObject of(TektonKind kind, ScannedObject scanned) {
        return new LiveObject(
                new ObjectMetadata(
                        kind,
                        scanned.namespace(),
                        scanned.name(),
                        UUID.fromString(scanned.uid()),
                        Long.parseLong(scanned.resourceVersion()),
                        scanned.deletionTimestamp().isEmpty() ? null : time(scanned.deletionTimestamp()),
                        scanned.finalizers()),
                scanned.json());
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public TektonKind kind() {
        return metadata.kind();
    }

    public UUID uid() {
        return metadata.uid();
    }

    public long resourceVersion() {
        return metadata.resourceVersion();
    }
}
