package io.tektonretry.tekton;

/** An answer of the cluster exceeds the size limit. */
public class TooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
        super(message);
    }
}
