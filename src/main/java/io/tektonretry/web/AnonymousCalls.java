package io.tektonretry.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Limits the calls without a token that an address may send. */
public interface AnonymousCalls {

    /** Counts a call, and returns whether it may continue; otherwise it is answered with status 429. */
    boolean admit(HttpServletRequest call, HttpServletResponse response) throws IOException;
}
