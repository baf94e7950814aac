package io.tektonretry.access;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;

/** The HTTP side of access: no session, no cookie, a bearer token with every call. */
final class BearerTokens {

    private BearerTokens() {}

    /** Lets in whom the provider vouches for, and probes and scrapers to what is meant for them. */
    static SecurityFilterChain guard(HttpSecurity http, AuthenticationProvider provider) {
        ProviderManager manager = new ProviderManager(provider);
        return stateless(http)
                .authorizeHttpRequests(calls -> calls.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(EndpointRequest.to("health", "prometheus"))
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server ->
                        server.authenticationManagerResolver(call -> manager).authenticationEntryPoint(entryPoint()))
                .build();
    }

    /** Lets everybody in as {@link Caller#ANYBODY}. */
    static SecurityFilterChain open(HttpSecurity http) {
        return stateless(http)
                .authorizeHttpRequests(calls -> calls.anyRequest().permitAll())
                .anonymous(anybody -> anybody.principal(Caller.ANYBODY))
                .build();
    }

    /** A browser sends no bearer token by itself, so that there is no request to forge. */
    private static HttpSecurity stateless(HttpSecurity http) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    }

    private static AuthenticationEntryPoint entryPoint() {
        AuthenticationEntryPoint unauthorized = new BearerTokenAuthenticationEntryPoint();
        return (request, response, failure) -> {
            if (failure instanceof TokenUndecidedException) {
                response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            } else {
                unauthorized.commence(request, response, failure);
            }
        };
    }
}
