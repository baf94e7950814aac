package io.tektonretry.web;

import jakarta.servlet.http.HttpServletRequest;

/** Files that everybody may read, as they hold no data of runs. */
public interface PublicFiles {

    /** Whether the call asks for one of them. */
    boolean has(HttpServletRequest call);
}
