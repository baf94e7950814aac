package io.tektonretry.graphql.visible;

import io.tektonretry.access.AccessUndecidedException;
import io.tektonretry.access.Caller;
import io.tektonretry.access.ClientProgram;
import io.tektonretry.access.CurrentCaller;
import io.tektonretry.access.RunAccess;
import io.tektonretry.history.audit.Requester;
import io.tektonretry.retry.RetryRights;
import io.tektonretry.retry.automatic.AutomaticRetryRights;
import io.tektonretry.retry.plan.RetryOptions;
import org.springframework.stereotype.Component;

/** Converts callers to requesters, and checks their rights again after their calls. */
public @Component final class RequesterRights implements RetryRights {

    private final RunAccess access;
    private final AutomaticRetryRights automatic;

    RequesterRights(RunAccess access, AutomaticRetryRights automatic) {
        this.access = access;
        this.automatic = automatic;
    }

    public static Requester requester(CurrentCaller current) {
        Caller caller = current.get();
        ClientProgram client = current.client();
        return new Requester(
                caller.name(),
                caller.uid(),
                caller.groups(),
                caller.extra(),
                caller.authentication().name(),
                client.address(),
                client.userAgent());
    }

    @Override
    public Answer of(Requester requester, String namespace, RetryOptions options) {
        if (requester.asksItself()) {
            return automatic.allows(namespace) ? Answer.ALLOWED : Answer.DENIED;
        }
        Caller caller = new Caller(
                requester.name(),
                requester.uid(),
                requester.groups(),
                requester.extra(),
                Caller.Authentication.valueOf(requester.authentication()));
        try {
            boolean mayRetry = options.beyondRetry().isEmpty()
                    ? access.mayRetry(caller, namespace)
                    : access.mayCreate(caller, namespace);
            return mayRetry ? Answer.ALLOWED : Answer.DENIED;
        } catch (AccessUndecidedException e) {
            return Answer.UNDECIDED;
        }
    }
}
