package io.tektonretry.export;

/** Why an export is refused or ended, as it is told to the caller. */
final class ExportRefusedException extends RuntimeException {

    private final int status;
    private final String code;

    ExportRefusedException(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static ExportRefusedException invalid(String message) {
        return new ExportRefusedException(400, "INVALID_INPUT", message);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
