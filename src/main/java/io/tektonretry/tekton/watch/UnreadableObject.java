package io.tektonretry.tekton.watch;

import io.tektonretry.tekton.TektonKind;

/**
 * An object from the API server that cannot be identified.
 *
 * @param kind requested kind
 * @param namespace empty when it has none
 * @param name empty when it has none
 * @param uid as sent; empty when it has none
 * @param resourceVersion as sent; empty when it has none
 * @param reason what is wrong with it
 * @param json the bytes as sent
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record UnreadableObject(
        TektonKind kind,
        String namespace,
        String name,
        String uid,
        String resourceVersion,
        String reason,
        byte[] json) {

    static UnreadableObject of(TektonKind kind, ScannedObject scanned, RuntimeException reason) {
        return new UnreadableObject(
                kind,
                scanned.namespace(),
                scanned.name(),
                scanned.uid(),
                scanned.resourceVersion(),
                String.valueOf(reason.getMessage()),
                scanned.json());
    }
}
