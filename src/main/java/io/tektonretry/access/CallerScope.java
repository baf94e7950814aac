package io.tektonretry.access;

import java.util.function.Supplier;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/** Keeps who called for work that goes on after the call, on other threads. */
public final class CallerScope {

    private final SecurityContext context;

    private CallerScope(SecurityContext context) {
        this.context = context;
    }

    /** Keeps the caller of the call that is being answered. */
    public static CallerScope current() {
        return new CallerScope(SecurityContextHolder.getContext());
    }

    /** Does the work as if the caller called now. */
    public <T> T call(Supplier<T> work) {
        SecurityContext before = SecurityContextHolder.getContext();
        SecurityContextHolder.setContext(context);
        try {
            return work.get();
        } finally {
            SecurityContextHolder.setContext(before);
        }
    }
}
