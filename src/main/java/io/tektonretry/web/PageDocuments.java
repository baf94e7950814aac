package io.tektonretry.web;

import java.util.Collection;

/** The GraphQL documents that pages of the service send. */
public interface PageDocuments {

    Collection<String> texts();
}
