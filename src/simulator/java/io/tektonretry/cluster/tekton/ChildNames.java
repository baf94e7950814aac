package io.tektonretry.cluster.tekton;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Names that Tekton's controllers give (knative {@code kmeta.ChildName}, Tekton {@code volumeclaim} and affinity assistants). */
final class ChildNames {

    private static final int LONGEST = 63;
    private static final int HASH = 32;
    private static final int MOST_COMBINATIONS = 256;

    private ChildNames() {}

    static String of(String run, String task) {
        return childName(run, "-" + task);
    }

    static String of(String run, String task, int combination) {
        return childName(run, "-" + task + "-" + combination);
    }

    static OptionalInt combination(String run, String task, String child) {
        if (of(run, task).equals(child)) {
            return OptionalInt.empty();
        }
        return IntStream.range(0, MOST_COMBINATIONS)
                .filter(i -> of(run, task, i).equals(child))
                .findFirst();
    }

    static String pod(String taskRun, int attempt) {
        return childName(taskRun, attempt == 0 ? "-pod" : "-pod-retry" + attempt);
    }

    private static String childName(String parent, String suffix) {
        if (parent.length() + suffix.length() <= LONGEST) {
            return parent + suffix;
        }
        int head = LONGEST - HASH - suffix.length();
        if (head > 0) {
            return parent.substring(0, head) + hash("MD5", parent) + suffix;
        }
        return parent.substring(0, Math.min(parent.length(), LONGEST - HASH)) + hash("MD5", parent + suffix);
    }

    static String claim(String template, String workspace, String ownerUid) {
        return (template.isEmpty() ? "pvc" : template) + "-" + shortHash(workspace + ownerUid);
    }

    static String affinityAssistant(String workspace, String run) {
        return "affinity-assistant-" + shortHash(workspace + run);
    }

    private static String shortHash(String text) {
        return hash("SHA-256", text).substring(0, 10);
    }

    private static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
