package io.tektonretry.retry.plan;

/**
 * The name of a retry, {@code <root>-r<N>}, within the 63 characters that Tekton allows.
 *
 * @param stem the name without its number; also the {@code generateName}
 * @param number number of the retry
 */
record RetryName(String stem, int number) {

    private static final int LONGEST = 63;
    private static final int LONGEST_UNCUT = 59;
    private static final int CUT = 50;
    private static final int HASH = 8;

    static RetryName of(String root, int number) {
        String suffix = "-r" + number;
        boolean fits = root.length() <= LONGEST_UNCUT && root.length() + suffix.length() <= LONGEST;
        return new RetryName((fits ? root : cut(root, suffix.length())) + "-r", number);
    }

    String full() {
        return stem + number;
    }

    private static String cut(String root, int suffix) {
        String head = root.substring(0, Math.min(Math.min(CUT, root.length()), LONGEST - suffix - HASH - 1));
        int end = head.length();
        while (end > 0 && !Character.isLetterOrDigit(head.charAt(end - 1))) {
            end--;
        }
        return head.substring(0, end) + "-" + Hash.of(root).substring(0, HASH);
    }
}
