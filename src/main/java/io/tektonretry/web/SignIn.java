package io.tektonretry.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** A sign-in for people, after which the cookies of a browser stand for a bearer token. */
public interface SignIn {

    /** The path at which a browser begins it. */
    String path();

    /**
     * The token that the cookies of a call stand for; none if the call has a token of its own, or opens a WebSocket for
     * a page of another origin.
     */
    @Nullable
    String token(HttpServletRequest call);
}
