package io.tektonretry.access;

import java.util.function.Supplier;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/** Keeps the current caller for work that continues on other threads after the call. */
public final class CallerScope {

    private final SecurityContext context;

    private CallerScope(SecurityContext context) {
        this.context = context;
    }

    /** Captures the caller of the current call. */
    public static CallerScope current() {
        return new CallerScope(SecurityContextHolder.getContext());
    }

    /** Runs the work on behalf of the caller. */
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
