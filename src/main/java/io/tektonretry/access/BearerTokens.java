package io.tektonretry.access;

import io.tektonretry.web.PublicFiles;
import io.tektonretry.web.SignIn;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadata;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadataClaimNames;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationConverter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.HeaderWriterFilter;

/** HTTP security: no session, a bearer token with every call, which may be one that cookies of a browser stand for. */
final class BearerTokens {

    private static final String SOCKET_PATH = "/graphql";

    private BearerTokens() {}

    /** Requires authentication by the manager, except for health probes, metrics and WebSocket handshakes. */
    static SecurityFilterChain guard(
            HttpSecurity http,
            AuthenticationManager manager,
            AuthenticationEntryPoint door,
            @Nullable String issuer,
            @Nullable SignIn signIn) {
        BearerTokenAuthenticationConverter converter = new BearerTokenAuthenticationConverter();
        converter.setAuthenticationDetailsSource(ClientProgram::of);
        if (signIn != null) {
            BearerTokenResolver header = new DefaultBearerTokenResolver();
            converter.setBearerTokenResolver(call -> {
                String token = header.resolve(call);
                return token == null ? signIn.token(call) : token;
            });
        }
        return stateless(http)
                .authorizeHttpRequests(calls -> calls.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(EndpointRequest.to("health", "prometheus"))
                        .permitAll()
                        .requestMatchers(BearerTokens::isHandshake)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(call -> manager)
                        .authenticationConverter(converter)
                        .protectedResourceMetadata(metadata ->
                                metadata.protectedResourceMetadataCustomizer(claims -> describe(claims, issuer)))
                        .authenticationEntryPoint(door))
                .build();
    }

    /**
     * RFC 9728 metadata: tokens are not bound to certificates, and only the issuer, if any, hands out tokens for
     * people.
     */
    private static void describe(OAuth2ProtectedResourceMetadata.Builder claims, @Nullable String issuer) {
        claims.claims(all ->
                all.remove(OAuth2ProtectedResourceMetadataClaimNames.TLS_CLIENT_CERTIFICATE_BOUND_ACCESS_TOKENS));
        if (issuer != null) {
            claims.authorizationServer(issuer);
        }
    }

    /**
     * Accepts every call as {@link Caller#ANYBODY}.
     *
     * @param here whether the {@code Host} of calls must be a loopback name
     */
    static SecurityFilterChain open(HttpSecurity http, boolean here) {
        AnonymousAuthenticationFilter anybody = new AnonymousAuthenticationFilter(
                UUID.randomUUID().toString(), Caller.ANYBODY, AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));
        anybody.setAuthenticationDetailsSource(ClientProgram::of);
        if (here) {
            http.addFilterBefore(new LoopbackHosts(), SecurityContextHolderFilter.class);
        }
        return stateless(http)
                .authorizeHttpRequests(calls -> calls.anyRequest().permitAll())
                .anonymous(anonymous -> anonymous.authenticationFilter(anybody))
                .build();
    }

    /**
     * Gives files that hold no data of runs to everybody, who keep them as long as the files themselves say.
     *
     * @param here whether calls must be for a name of this machine
     */
    static SecurityFilterChain files(HttpSecurity http, List<PublicFiles> files, boolean here) {
        if (here) {
            http.addFilterBefore(new LoopbackHosts(), SecurityContextHolderFilter.class);
        }
        return stateless(http)
                .securityMatcher(call -> files.stream().anyMatch(each -> each.has(call)))
                .headers(headers -> headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable)
                        .frameOptions(HeadersConfigurer.FrameOptionsConfig::disable))
                .authorizeHttpRequests(calls -> calls.anyRequest().permitAll())
                .build();
    }

    /**
     * A browser cannot send a token in a WebSocket handshake: {@link SocketCallers} requires it before anything else.
     */
    private static boolean isHandshake(HttpServletRequest call) {
        return call.getMethod().equals("GET")
                && call.getServletPath().equals(SOCKET_PATH)
                && "websocket".equalsIgnoreCase(call.getHeader("Upgrade"));
    }

    /** A browser does not send a bearer token by itself. The sign-in protects calls whose cookies stand for one. */
    private static HttpSecurity stateless(HttpSecurity http) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.withObjectPostProcessor(atOnce()))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    }

    /**
     * Writes headers first: an event stream is written by another thread, which would race with headers added later.
     */
    private static ObjectPostProcessor<HeaderWriterFilter> atOnce() {
        return new ObjectPostProcessor<>() {
            @Override
            public <T extends HeaderWriterFilter> T postProcess(T filter) {
                filter.setShouldWriteHeadersEagerly(true);
                return filter;
            }
        };
    }
}
