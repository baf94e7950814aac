package io.tektonretry.retry.plan;

/** A recorded pipeline spec that Tekton cannot have executed. */
final class UnusableSpecException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableSpecException(String message) {
        super(message);
    }
}
