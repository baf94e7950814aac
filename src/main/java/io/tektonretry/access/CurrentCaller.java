package io.tektonretry.access;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Knows who made the call that is being answered. */
@Component
public class CurrentCaller {

    /**
     * The authenticated caller; one named {@code anonymous} when authentication is off.
     *
     * @throws IllegalStateException outside of a call
     */
    public Caller get() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("Nobody is calling");
    }
}
