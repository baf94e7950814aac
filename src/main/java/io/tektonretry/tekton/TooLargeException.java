package io.tektonretry.tekton;

/** Says that the cluster has more to answer than is read. */
public class TooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
        super(message);
    }
}
