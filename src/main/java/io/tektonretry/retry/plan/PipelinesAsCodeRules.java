package io.tektonretry.retry.plan;

/**
 * How retries of Pipelines-as-Code runs are handled.
 *
 * @param report whether Pipelines-as-Code treats retries as its own runs, and reports them to the pull request
 * @param queue what to do about the concurrency limit of a repository
 */
public record PipelinesAsCodeRules(boolean report, Queue queue) {

    /** What to do about a concurrency limit. */
    public enum Queue {
        /** A retry waits in the queue. */
        RESPECT,
        /** A retry starts immediately, outside the limit. */
        BYPASS
    }

    /** Retries are reported, and wait in the queue. */
    public static PipelinesAsCodeRules defaults() {
        return new PipelinesAsCodeRules(true, Queue.RESPECT);
    }
}
