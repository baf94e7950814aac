package io.tektonretry.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** A sign-in for people. After it, the cookies of the browser stand for a bearer token. */
public interface SignIn {

    /** The path where a browser starts it. */
    String path();

    /**
     * The token that the cookies of a call stand for; none if the call has a token of its own, or opens a WebSocket for
     * a page of another origin.
     */
    @Nullable
    String token(HttpServletRequest call);
}
