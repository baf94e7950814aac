package io.tektonretry.access;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.WebSocketGraphQlInterceptor;
import org.springframework.graphql.server.WebSocketGraphQlRequest;
import org.springframework.graphql.server.WebSocketSessionInfo;
import org.springframework.graphql.server.support.BearerTokenAuthenticationExtractor;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Authenticates WebSockets by the token of the handshake, or by that of {@code connection_init}, because a browser
 * cannot send one in a handshake. No operation is executed before.
 */
@Component
public final class SocketCallers implements WebSocketGraphQlInterceptor {

    private static final String CALLER = SocketCallers.class.getName() + ".CALLER";
    private static final String SINCE = SocketCallers.class.getName() + ".SINCE";

    private final BearerTokenAuthenticationExtractor tokens = new BearerTokenAuthenticationExtractor();
    private final ObjectProvider<AuthenticationManager> manager;
    private final Clock clock;

    SocketCallers(ObjectProvider<AuthenticationManager> manager, Clock clock) {
        this.clock = clock;
        this.manager = manager;
    }

    /** When the caller of a WebSocket was authenticated. */
    public static Instant since(WebSocketSessionInfo socket) {
        return (Instant) socket.getAttributes().getOrDefault(SINCE, Instant.MIN);
    }

    @Override
    public Mono<Object> handleConnectionInitialization(WebSocketSessionInfo socket, Map<String, Object> payload) {
        if (!(payload.getOrDefault(HttpHeaders.AUTHORIZATION, "") instanceof String)) {
            return Mono.error(new InvalidBearerTokenException("The token in connection_init is not a string"));
        }
        AuthenticationManager door = manager.getIfAvailable();
        Mono<Authentication> shown = door == null
                ? Mono.empty()
                : tokens.getAuthentication(payload).map(token -> door.authenticate(from(socket, token)));
        return shown.switchIfEmpty(Mono.fromSupplier(SocketCallers::ofHandshake))
                .doOnNext(caller -> {
                    socket.getAttributes().put(CALLER, new SecurityContextImpl(caller));
                    socket.getAttributes().put(SINCE, clock.instant());
                })
                .then(Mono.empty());
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return request instanceof WebSocketGraphQlRequest socket
                        && socket.getSessionInfo().getAttributes().get(CALLER) instanceof SecurityContext caller
                ? chain.next(request).contextWrite(Context.of(SecurityContext.class.getName(), caller))
                : chain.next(request);
    }

    /** The authenticated caller of a WebSocket. */
    public static Optional<Caller> caller(WebSocketSessionInfo socket) {
        return socket.getAttributes().get(CALLER) instanceof SecurityContext context
                        && context.getAuthentication() != null
                        && context.getAuthentication().getPrincipal() instanceof Caller caller
                ? Optional.of(caller)
                : Optional.empty();
    }

    private static Authentication from(WebSocketSessionInfo socket, Authentication token) {
        InetSocketAddress address = socket.getRemoteAddress();
        if (token instanceof AbstractAuthenticationToken shown && address != null) {
            shown.setDetails(new ClientProgram(
                    address.getAddress().getHostAddress(), socket.getHeaders().getFirst("User-Agent")));
        }
        return token;
    }

    private static Authentication ofHandshake() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !(authentication.getPrincipal() instanceof Caller)) {
            throw new AuthenticationCredentialsNotFoundException(
                    "Neither the handshake nor connection_init has a token");
        }
        return authentication;
    }
}
