package io.tektonretry.demo;

import java.util.Random;

/**
 * What a run was built from.
 *
 * @param pullRequest 0 for none
 */
record Source(String branch, String revision, int pullRequest, String author, String title) {

    static Source main(Random random) {
        return new Source("main", revision(random), 0, "cron", "");
    }

    static String revision(Random random) {
        return hex(random, 40);
    }

    static String hex(Random random, int length) {
        StringBuilder text = new StringBuilder();
        random.ints(length, 0, 16).forEach(digit -> text.append(Character.forDigit(digit, 16)));
        return text.toString();
    }

    /** The next commit of the same branch. */
    Source next(Random random) {
        return new Source(branch, revision(random), pullRequest, author, title);
    }
}
