package io.tektonretry.graphql.relay;

import io.tektonretry.graphql.error.InvalidInputException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Global id of an object: opaque to callers, {@code Type:key} inside. */
public sealed interface NodeId {

    /** Id of a PipelineRun. */
    record Run(UUID uid) implements NodeId {
        @Override
        public String encoded() {
            return Opaque.encode("PipelineRun:" + uid);
        }
    }

    /** Id of a task in one run. */
    record Task(UUID runUid, String name) implements NodeId {
        @Override
        public String encoded() {
            return Opaque.encode("PipelineTask:" + runUid + "/" + name);
        }
    }

    /** Id of an execution of a task; it includes the run, through which the execution is found. */
    record Attempt(UUID runUid, UUID taskRunUid, int number) implements NodeId {
        @Override
        public String encoded() {
            return Opaque.encode("TaskAttempt:" + runUid + "/" + taskRunUid + "/" + number);
        }
    }

    /** Id of the lineage that starts with this run. */
    record Lineage(UUID baseUid) implements NodeId {
        @Override
        public String encoded() {
            return Opaque.encode("RetryLineage:" + baseUid);
        }
    }

    /** Id of a request for a retry. */
    record Request(UUID id) implements NodeId {
        @Override
        public String encoded() {
            return Opaque.encode("RetryRequest:" + id);
        }
    }

    /** Position of an Event in a list; Events are only read through their run. */
    record Event(UUID uid) implements NodeId {
        @Override
        public String encoded() {
            return Opaque.encode("Event:" + uid);
        }
    }

    String encoded();

    /**
     * Reads an id.
     *
     * @throws InvalidInputException when this API cannot have issued it
     */
    static NodeId parse(String id) {
        return Opaque.decode(id)
                .flatMap(Spelling::read)
                .orElseThrow(() -> new InvalidInputException(
                        "\"%s\" is not an id. Ids are opaque: use the `id` of an object from this API, such as %s, "
                                        .formatted(id, new Run(new UUID(0, 0)).encoded())
                                + "not a Kubernetes name or uid."));
    }

    /**
     * Reads the id of a PipelineRun.
     *
     * @throws InvalidInputException when it is the id of another type, or malformed
     */
    static UUID parseRun(String id) {
        if (parse(id) instanceof Run run) {
            return run.uid();
        }
        throw new InvalidInputException("\"%s\" is the id of another type, not of a PipelineRun.".formatted(id));
    }

    /**
     * Reads the id of a RetryRequest.
     *
     * @throws InvalidInputException when it is the id of another type, or malformed
     */
    static UUID parseRequest(String id) {
        if (parse(id) instanceof Request request) {
            return request.id();
        }
        throw new InvalidInputException("\"%s\" is the id of another type, not of a RetryRequest.".formatted(id));
    }

    /**
     * Reads the id of a RetryLineage or of one of its runs.
     *
     * @throws InvalidInputException when it is the id of another type, or malformed
     */
    static UUID parseLineage(String id) {
        return parse(id) instanceof Lineage lineage ? lineage.baseUid() : parseRun(id);
    }

    /** The formats of ids. */
    final class Spelling {

        private static final String UID = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";

        private static final Pattern RUN = Pattern.compile("PipelineRun:" + UID);
        private static final Pattern TASK = Pattern.compile("PipelineTask:" + UID + "/(.+)");
        private static final Pattern ATTEMPT = Pattern.compile("TaskAttempt:" + UID + "/" + UID + "/([1-9][0-9]{0,8})");
        private static final Pattern LINEAGE = Pattern.compile("RetryLineage:" + UID);
        private static final Pattern REQUEST = Pattern.compile("RetryRequest:" + UID);

        private Spelling() {}

        private static Optional<NodeId> read(String text) {
            Matcher found = RUN.matcher(text);
            if (found.matches()) {
                return Optional.of(new Run(uid(found, 1)));
            }
            found = TASK.matcher(text);
            if (found.matches()) {
                return Optional.of(new Task(uid(found, 1), found.group(2)));
            }
            found = ATTEMPT.matcher(text);
            if (found.matches()) {
                return Optional.of(new Attempt(uid(found, 1), uid(found, 2), Integer.parseInt(found.group(3))));
            }
            found = LINEAGE.matcher(text);
            if (found.matches()) {
                return Optional.of(new Lineage(uid(found, 1)));
            }
            found = REQUEST.matcher(text);
            return found.matches() ? Optional.of(new Request(uid(found, 1))) : Optional.empty();
        }

        private static UUID uid(Matcher found, int group) {
            return UUID.fromString(found.group(group));
        }
    }
}
