package io.tektonretry.access;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Returns the caller of the current call. */
@Component
public class CurrentCaller {

    /**
     * The authenticated caller; one named {@code anonymous} when authentication is off.
     *
     * @throws IllegalStateException outside of a call
     */
    public Caller get() {
        Authentication authentication = authentication();
        if (authentication != null && authentication.getPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("There is no current caller");
    }

    /** The program that the caller uses. */
    public ClientProgram client() {
        Authentication authentication = authentication();
        return authentication != null && authentication.getDetails() instanceof ClientProgram client
                ? client
                : ClientProgram.UNKNOWN;
    }

    private static @Nullable Authentication authentication() {
        return SecurityContextHolder.getContext().getAuthentication();
    }
}
