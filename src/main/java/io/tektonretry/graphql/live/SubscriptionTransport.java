package io.tektonretry.graphql.live;

import static graphql.execution.SubscriptionExecutionStrategy.KEEP_SUBSCRIPTION_EVENTS_ORDERED;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import io.tektonretry.access.SocketCallers;
import io.tektonretry.graphql.error.ErrorCode;
import io.tektonretry.graphql.error.SubscriptionEndedException;
import io.tektonretry.web.AnswerMemory;
import io.tektonretry.web.AnswerShare;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.graphql.execution.SubscriptionPublisherException;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.WebSocketGraphQlRequest;
import org.springframework.graphql.server.WebSocketSessionInfo;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** Adapts subscriptions to their connections. */
@Component
@Order(0)
final class SubscriptionTransport implements WebGraphQlInterceptor, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionTransport.class);

    /** Key of the WebSocket's id in the GraphQL context. */
    static final String CONNECTION = "tektonretry.connection";

    /** Key of the time of the caller's authentication. */
    static final String SINCE = "tektonretry.since";

    /** Makes Reactor pass dropped errors of a subscription to its own handler instead of the global one. */
    static final Context DROPPED =
            Context.of("reactor.onErrorDropped.local", (Consumer<Throwable>) SubscriptionTransport::nobodyIsLeftToTell);

    private final LiveProperties properties;
    private final AnswerMemory memory;
    private final SentMessages sent;
    private final Scheduler eventStreams;
    private final Clock clock;

    SubscriptionTransport(LiveProperties properties, AnswerMemory memory, SentMessages sent, Clock clock) {
        this.clock = clock;
        this.memory = memory;
        this.sent = sent;
        this.properties = properties;
        this.eventStreams = Schedulers.newBoundedElastic(
                properties.maxSubscriptions(), Integer.MAX_VALUE, "live-event-stream", 60, true);
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        if (request instanceof WebSocketGraphQlRequest socket) {
            return overSocket(request, socket.getSessionInfo(), chain);
        }
        request.configureExecutionInput(
                (input, builder) -> builder.graphQLContext(Map.of(KEEP_SUBSCRIPTION_EVENTS_ORDERED, true))
                        .build());
        return request.getHeaders().getAccept().contains(MediaType.TEXT_EVENT_STREAM)
                ? chain.next(request).map(response -> asEventStream(coded(response, request.getId())))
                : chain.next(request);
    }

    private Mono<WebGraphQlResponse> overSocket(WebGraphQlRequest request, WebSocketSessionInfo socket, Chain chain) {
        Instant since = SocketCallers.since(socket);
        if (since.plus(properties.maxAge()).isBefore(clock.instant())) {
            return Mono.just(tooOld(request));
        }
        AnswerShare share = memory.share();
        request.configureExecutionInput((input, builder) -> builder.graphQLContext(Map.of(
                        KEEP_SUBSCRIPTION_EVENTS_ORDERED,
                        true,
                        CONNECTION,
                        socket.getId(),
                        SINCE,
                        since,
                        AnswerShare.class,
                        share))
                .build());
        return chain.next(request)
                .doOnError(e -> share.over())
                .doOnCancel(share::over)
                .map(response -> coded(asSent(response, socket.getId(), request.getId(), share), request.getId()));
    }

    /**
     * An answer holds its memory until it is sent. The next event is not produced before that, as a WebSocket queues
     * without limit.
     */
    private WebGraphQlResponse asSent(WebGraphQlResponse response, String socket, String id, AnswerShare share) {
        if (response.getData() instanceof Publisher<?> events) {
            share.over();
            return response.transform(builder -> builder.data(oneByOne(events, socket, id)));
        }
        sent.whenSent(socket, id, share::over);
        return response;
    }

    Flux<Object> oneByOne(Publisher<?> events, String socket, String id) {
        return Flux.from(events)
                .concatMap(event -> untilSent(event, socket, id), 1)
                .doFinally(end -> sent.forget(socket, id));
    }

    private Flux<Object> untilSent(Object event, String socket, String id) {
        Sinks.Empty<Object> isSent = Sinks.empty();
        sent.whenSent(socket, id, isSent::tryEmitEmpty);
        return Flux.just(event).concatWith(isSent.asMono());
    }

    private WebGraphQlResponse tooOld(WebGraphQlRequest request) {
        GraphQLError error = GraphQLError.newError()
                .message(SubscriptionEndedException.tooOldMessage(properties.maxAge()))
                .errorType(ErrorType.UNAUTHORIZED)
                .extensions(Map.of("code", ErrorCode.CONNECTION_TOO_OLD.name(), "requestId", request.getId()))
                .build();
        ExecutionResult result =
                ExecutionResult.newExecutionResult().addError(error).build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
    }

    @Override
    public void destroy() {
        eventStreams.dispose();
    }

    /** Usually a subscriber is gone that was about to be sent the end. */
    private static void nobodyIsLeftToTell(Throwable error) {
        boolean isGone = Exceptions.unwrap(error) instanceof IOException || error.getCause() instanceof IOException;
        LOG.atLevel(isGone ? Level.DEBUG : Level.WARN)
                .setCause(error)
                .log("An error came after the end of a subscription");
    }

    /** A non-null field that cannot be read invalidates the whole event. */
    private static WebGraphQlResponse coded(WebGraphQlResponse response, String requestId) {
        return response.getData() instanceof Publisher<?> events
                ? response.transform(builder -> builder.data(Flux.from(events)
                        .onErrorMap(
                                e -> !(e instanceof SubscriptionPublisherException),
                                e -> new SubscriptionPublisherException(List.of(broken(requestId)), e))
                        .contextWrite(DROPPED)))
                : response;
    }

    private static GraphQLError broken(String requestId) {
        return GraphQLError.newError()
                .message("A change cannot be sent. Subscribe again after the last cursor.")
                .errorType(ErrorType.INTERNAL_ERROR)
                .extensions(Map.of("code", ErrorCode.INTERNAL_ERROR.name(), "requestId", requestId))
                .build();
    }

    /**
     * Spring writes to an event stream on the thread that emits the event, and only sends errors that are emitted as
     * events.
     */
    private WebGraphQlResponse asEventStream(WebGraphQlResponse response) {
        List<GraphQLError> errors = response.getExecutionResult().getErrors();
        Publisher<?> events = response.getData() instanceof Publisher<?> publisher
                ? Flux.from(publisher).publishOn(eventStreams, 1).contextWrite(DROPPED)
                : Flux.error(new SubscriptionPublisherException(errors, null));
        return errors.isEmpty() && !(response.getData() instanceof Publisher)
                ? response
                : response.transform(builder -> builder.data(events).errors(List.of()));
    }
}
