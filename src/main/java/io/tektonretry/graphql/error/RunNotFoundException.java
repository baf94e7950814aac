package io.tektonretry.graphql.error;

/** A run is unknown or hidden from the caller. */
public final class RunNotFoundException extends RuntimeException {

    private final String message;

    public RunNotFoundException(String id) {
        this.message = "No PipelineRun with the id %s is known".formatted(id);
    }

    @Override
    public String getMessage() {
        return message;
    }
}
