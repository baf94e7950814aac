package io.tektonretry.tekton;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.RequestReplySenderContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Observes the calls of the Kubernetes client that belong to a request. A call is recognized by its header {@code
 * traceparent}, because fabric8 gives a call another id after the interceptors have seen it.
 */
final class TracedCalls implements Interceptor {

    private static final String NAME = "kubernetes.client.call";

    private static final String TRACE_PARENT = "traceparent";

    private final ObservationRegistry registry;

    /** Calls in progress. A call that is abandoned is forgotten. */
    private final Cache<String, Observation> calls = Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(Duration.ofMinutes(5))
            .build();

    TracedCalls(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (registry.getCurrentObservation() == null) {
            return;
        }
        AtomicReference<@Nullable String> traceParent = new AtomicReference<>();
        var context = new RequestReplySenderContext<BasicBuilder, HttpResponse<?>>((headers, name, value) -> {
            builder.setHeader(name, value);
            if (name.equals(TRACE_PARENT)) {
                traceParent.set(value);
            }
        });
        context.setCarrier(builder);
        Observation call = Observation.createNotStarted(NAME, () -> context, registry)
                .contextualName(request.method() + " kubernetes")
                .lowCardinalityKeyValue("http.request.method", request.method())
                .highCardinalityKeyValue("url.path", request.uri().getPath())
                .start();
        String header = traceParent.get();
        if (header != null) {
            calls.put(header, call);
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        Observation call = ended(request);
        if (call != null) {
            call.highCardinalityKeyValue("http.response.status_code", String.valueOf(response.code()))
                    .stop();
        }
    }

    @Override
    public void afterConnectionFailure(HttpRequest request, Throwable failure) {
        Observation call = ended(request);
        if (call != null) {
            call.error(failure).stop();
        }
    }

    private @Nullable Observation ended(HttpRequest request) {
        String traceParent = request.header(TRACE_PARENT);
        return traceParent == null ? null : calls.asMap().remove(traceParent);
    }
}
