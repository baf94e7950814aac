package io.tektonretry.cluster.tekton;

/** The end of a PipelineRun for a reason of its own, not of its tasks. */
final class RunFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    RunFailure(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
