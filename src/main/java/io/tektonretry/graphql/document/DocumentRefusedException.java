package io.tektonretry.graphql.document;

import graphql.execution.preparsed.PreparsedDocumentEntry;
import io.tektonretry.graphql.error.ErrorCode;
import io.tektonretry.graphql.limit.QueryLimits;

/** A document that is not executed, whatever it contains. */
final class DocumentRefusedException extends RuntimeException {

    private final ErrorCode code;

    DocumentRefusedException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    PreparsedDocumentEntry told() {
        return new PreparsedDocumentEntry(QueryLimits.error(String.valueOf(getMessage()), code));
    }
}
