package io.tektonretry.cluster;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.node.ObjectNode;

/** What the API server makes of the body of a create. */
final class NewObject {

    private static final String RANDOM_CHARACTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int RANDOM_LENGTH = 5;
    private static final int LONGEST_GENERATED_PREFIX = 63 - RANDOM_LENGTH;

    private NewObject() {}

    static ObjectNode of(ResourceType type, String namespace, ObjectNode body) {
        ObjectNode object = body.deepCopy();
        object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        ObjectNode metadata = object.withObject("/metadata");
        name(type, metadata);
        if (type.namespaced()) {
            checkNamespace(metadata, namespace);
            metadata.put("namespace", namespace);
        }
        metadata.remove("resourceVersion");
        metadata.remove("deletionTimestamp");
        metadata.put("uid", UUID.randomUUID().toString())
                .put(
                        "creationTimestamp",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        if (type.custom()) {
            metadata.put("generation", 1);
        }
        if (type.hasStatus()) {
            object.remove("status");
        }
        return object;
    }

    private static void name(ResourceType type, ObjectNode metadata) {
        String name = metadata.path("name").asString("");
        String prefix = metadata.path("generateName").asString("");
        if (name.isEmpty() && prefix.isEmpty()) {
            throw StatusError.invalid(
                    new Key(type, "", ""), "metadata.name: Required value: name or generateName is required");
        }
        if (name.isEmpty()) {
            metadata.put("name", generated(prefix));
        } else if (name.length() > 253 || !name.matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?")) {
            throw StatusError.invalid(
                    new Key(type, "", name),
                    "metadata.name: Invalid value: \"%s\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'"
                            .formatted(name));
        }
    }

    private static String generated(String prefix) {
        StringBuilder name =
                new StringBuilder(prefix.substring(0, Math.min(prefix.length(), LONGEST_GENERATED_PREFIX)));
        ThreadLocalRandom.current()
                .ints(RANDOM_LENGTH, 0, RANDOM_CHARACTERS.length())
                .mapToObj(RANDOM_CHARACTERS::charAt)
                .forEach(name::append);
        return name.toString();
    }

    private static void checkNamespace(ObjectNode metadata, String namespace) {
        String given = metadata.path("namespace").asString(namespace);
        if (!given.equals(namespace)) {
            throw StatusError.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }
}
