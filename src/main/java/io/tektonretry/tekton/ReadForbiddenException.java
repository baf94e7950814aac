package io.tektonretry.tekton;

/** The service itself may not read an object of the cluster. */
public class ReadForbiddenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReadForbiddenException(String message) {
        super(message);
    }
}
