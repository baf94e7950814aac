package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Makes a retry of a Pipelines-as-Code run one of its own runs. Its watcher only handles runs with a state: it creates
 * their check and git secret, starts those in its queue, and reports their outcome.
 */
final class PipelinesAsCode {

    private static final String PREFIX = "pipelinesascode.tekton.dev/";
    private static final String SECRET_CREATED = PREFIX + "secret-created";
    private static final String INSTALLATION = PREFIX + "installation-id";

    /** Labels that each of its runs has. */
    private static final List<String> OF_EACH_RUN =
            List.of(PREFIX + "repository", PREFIX + "git-provider", PREFIX + "original-prname");

    /** Prefix of the secrets that it creates. */
    private static final String SECRET_PREFIX = "pac-gitauth-";

    private static final int LETTERS = 6;

    /** Lifetime of a GitHub App token. */
    private static final Duration LIFE_OF_A_TOKEN = Duration.ofHours(1);

    private final Lineage lineage;
    private final RetryName name;
    private final PlanInput request;
    private final JsonNode annotations;

    private PipelinesAsCode(Lineage lineage, RetryName name, PlanInput request) {
        this.lineage = lineage;
        this.name = name;
        this.request = request;
        this.annotations = annotations(lineage.root());
    }

    static PipelinesAsCode of(Lineage lineage, PlanInput request) {
        return new PipelinesAsCode(lineage, RetryName.of(lineage.root().name(), request.retryNumber()), request);
    }

    /** Marks the retry as one of its runs that is not reported yet. */
    void mark(ObjectNode metadata) {
        if (!takesOver()) {
            return;
        }
        String state = isQueued() ? TektonKeys.PAC_QUEUED : "started";
        metadata.withObjectProperty("labels").put(TektonKeys.PAC_STATE, state);
        ObjectNode own = metadata.withObjectProperty("annotations");
        own.put(TektonKeys.PAC_STATE, state);
        if (isQueued()) {
            own.put(TektonKeys.PAC_EXECUTION_ORDER, Fields.text(metadata, "namespace") + "/" + name.full());
        }
        if (renewsSecret()) {
            own.put(TektonKeys.PAC_GIT_AUTH_SECRET, newSecret()).put(SECRET_CREATED, "false");
        }
    }

    /** The spec with the new secret; pending when the run waits in a queue. */
    ObjectNode spec(ObjectNode derived) {
        ObjectNode spec = derived;
        if (renewsSecret()) {
            for (String old : oldSecrets()) {
                spec = (ObjectNode) replaced(spec, old, newSecret());
            }
        }
        return isQueued()
                ? Rewritten.of(spec)
                        .set("status", StringNode.valueOf("PipelineRunPending"))
                        .object()
                : spec;
    }

    /** Whether it creates a git secret for the retry, so that the root's is not needed. */
    boolean renewsSecret() {
        return takesOver() && annotations.has(SECRET_CREATED) && !oldSecrets().isEmpty();
    }

    List<Warning> warnings() {
        List<Warning> warnings = new ArrayList<>();
        if (isItsRun() && annotations.has(TektonKeys.PAC_GIT_AUTH_SECRET) && !renewsSecret() && mayBeStale()) {
            warnings.add(new Warning(
                    WarningCode.GIT_CREDENTIALS_STALE,
                    "The git credentials of %s (Secret %s) were deleted or have expired, and a retry does not get new ones: tasks that use them will fail; push again, or use Pipelines-as-Code 0.45 or later, which reports retries"
                            .formatted(lineage.baseAddress(), Fields.text(annotations, TektonKeys.PAC_GIT_AUTH_SECRET)),
                    List.of()));
        }
        if (isItsRun() && annotations.has(TektonKeys.PAC_EXECUTION_ORDER) && !isQueued()) {
            warnings.add(new Warning(
                    WarningCode.RUNS_BESIDE_LIMIT,
                    "Repository %s has a concurrency limit, and the retry does not wait in its queue: it runs beside the limit"
                            .formatted(Fields.text(annotations, PREFIX + "repository")),
                    List.of()));
        }
        return warnings;
    }

    private boolean isItsRun() {
        return OF_EACH_RUN.stream()
                .allMatch(key -> annotations.has(key) && !request.neighbours().leavesOut(key));
    }

    private boolean takesOver() {
        return isItsRun() && request.neighbours().pipelinesAsCode().report();
    }

    /** GitHub is reported not to reopen a check, which a queued run of a GitHub App would need. */
    private boolean isQueued() {
        return takesOver()
                && request.neighbours().pipelinesAsCode().queue() == PipelinesAsCodeRules.Queue.RESPECT
                && annotations.has(TektonKeys.PAC_EXECUTION_ORDER)
                && !annotations.has(INSTALLATION);
    }

    private boolean mayBeStale() {
        return lineage.root().isGone() || (annotations.has(INSTALLATION) && isOld());
    }

    private boolean isOld() {
        return expiry(lineage.root().run())
                .filter(expiry -> expiry.isBefore(request.at()))
                .isPresent();
    }

    /** When the token of a run by a GitHub App expires; empty for others. */
    static Optional<Instant> expiry(ObjectNode root) {
        JsonNode metadata = root.path("metadata");
        if (!metadata.path("annotations").has(INSTALLATION)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Instant.parse(Fields.text(metadata, "creationTimestamp")).plus(LIFE_OF_A_TOKEN));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The secrets of the root and of the base, which may be a retry that started anew. */
    private Set<String> oldSecrets() {
        Set<String> old = new LinkedHashSet<>();
        for (Attempt attempt : List.of(lineage.root(), lineage.base())) {
            String secret = Fields.text(annotations(attempt), TektonKeys.PAC_GIT_AUTH_SECRET);
            if (isMadeByIt(secret)) {
                old.add(secret);
            }
        }
        return old;
    }

    /** Derived from the lineage and the retry number, so that a preview shows it. */
    private String newSecret() {
        String hash = Hash.of(lineage.root().uid() + " " + request.retryNumber());
        StringBuilder secret = new StringBuilder(SECRET_PREFIX);
        for (int i = 0; i < LETTERS; i++) {
            int twoDigits = Integer.parseInt(hash.substring(2 * i, 2 * i + 2), 16);
            secret.append((char) ('a' + twoDigits % 26));
        }
        return secret.toString();
    }

    /** Replaces the retry's own secret in a value by that of its base, since its name was generated. */
    static JsonNode withSecretOf(Attempt base, Attempt retry, JsonNode said) {
        String ofBase = Fields.text(annotations(base), TektonKeys.PAC_GIT_AUTH_SECRET);
        String own = Fields.text(annotations(retry), TektonKeys.PAC_GIT_AUTH_SECRET);
        return isMadeByIt(own) && isMadeByIt(ofBase) ? replaced(said, own, ofBase) : said;
    }

    private static boolean isMadeByIt(String secret) {
        return secret.startsWith(SECRET_PREFIX) && secret.length() > SECRET_PREFIX.length();
    }

    private static JsonNode replaced(JsonNode node, String old, String now) {
        if (node instanceof ObjectNode object) {
            return Rewritten.fields(object, (field, value) -> replaced(value, old, now));
        }
        return node.isString() && node.stringValue().contains(old)
                ? StringNode.valueOf(node.stringValue().replace(old, now))
                : Rewritten.elements(node, element -> replaced(element, old, now));
    }

    private static JsonNode annotations(Attempt attempt) {
        return attempt.run().path("metadata").path("annotations");
    }
}
