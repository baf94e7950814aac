package io.tektonretry.retry.plan;

/**
 * How retries of runs of Pipelines-as-Code deal with it.
 *
 * @param report whether it is to take a retry for one of its runs, and report it to the pull request
 * @param queue what becomes of the concurrency limit of a repository
 */
public record PipelinesAsCodeRules(boolean report, Queue queue) {

    /** What becomes of a concurrency limit. */
    public enum Queue {
        /** A retry waits in the queue. */
        RESPECT,
        /** A retry starts at once, beside the limit. */
        BYPASS
    }

    /** It reports retries, which wait in its queue. */
    public static PipelinesAsCodeRules defaults() {
        return new PipelinesAsCodeRules(true, Queue.RESPECT);
    }
}
