package io.tektonretry.graphql;

/** A run is unknown or hidden from the caller. */
final class RunNotFoundException extends RuntimeException {

    private final String message;

    RunNotFoundException(String id) {
        this.message = "No PipelineRun with the id %s is known".formatted(id);
    }

    @Override
    public String getMessage() {
        return message;
    }
}
