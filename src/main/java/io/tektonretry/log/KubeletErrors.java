package io.tektonretry.log;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The texts with which a kubelet reports, with status 200, that it has no log (Kubernetes: {@code
 * pkg/kubelet/kuberuntime}).
 */
final class KubeletErrors {

    /** Maximum length of such a text. */
    static final int LONGEST = 1024;

    private static final List<String> BEGINNINGS = List.of(
            "unable to retrieve container logs for ",
            "failed to try resolving symlinks in path ",
            "failed to open log file ",
            "failed to create fsnotify watcher: ");

    private static final Pattern ERROR = Pattern.compile("(unable to retrieve container logs for \\S+"
            + "|failed to (try resolving symlinks in path|open log file) \"[^\"]*\": .*"
            + "|failed to create fsnotify watcher: .*)\\s*");

    private KubeletErrors() {}

    /** Whether a log with this beginning may turn out to be such a text. */
    static boolean mayBegin(String text) {
        return text.length() <= LONGEST
                && BEGINNINGS.stream().anyMatch(beginning -> beginning.startsWith(text) || text.startsWith(beginning));
    }

    /** Whether this text, as the whole log, is such a text. */
    static boolean is(String text) {
        return text.length() <= LONGEST && ERROR.matcher(text).matches();
    }
}
