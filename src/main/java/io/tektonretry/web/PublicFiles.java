package io.tektonretry.web;

import jakarta.servlet.http.HttpServletRequest;

/** Files that need no authentication, because they contain no data of runs. */
public interface PublicFiles {

    /** Whether the call asks for one of them. */
    boolean has(HttpServletRequest call);
}
