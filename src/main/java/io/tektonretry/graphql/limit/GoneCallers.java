package io.tektonretry.graphql.limit;

import io.tektonretry.web.CallerWatch;
import io.tektonretry.web.CallerWatches;
import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.util.Map;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Passes the watch of a call to its operation, and checks periodically whether the callers are still connected. */
@Component
@Order(1)
final class GoneCallers implements WebGraphQlInterceptor, SmartLifecycle {

    private final CallerWatches watches;
    private final ApiLimits limits;
    private final Worker worker;

    GoneCallers(CallerWatches watches, ApiLimits limits, Workers workers) {
        this.watches = watches;
        this.limits = limits;
        this.worker = workers.worker("gone-callers");
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        if (request.getAttributes().get(CallerWatch.ATTRIBUTE) instanceof CallerWatch watch) {
            request.configureExecutionInput((input, builder) ->
                    builder.graphQLContext(Map.of(CallerWatch.class, watch)).build());
        }
        return chain.next(request);
    }

    @Override
    public void start() {
        worker.start(Work.every(limits.callerCheckInterval(), () -> watches.look(limits.callerCheckInterval())));
    }

    @Override
    public void stop() {
        worker.interrupt();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }
}
