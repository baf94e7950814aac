package io.tektonretry.login;

import io.tektonretry.web.AnonymousCalls;
import io.tektonretry.web.GraphQlErrors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.security.oauth2.client.autoconfigure.ConditionalOnOAuth2ClientRegistrationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.config.annotation.authentication.builders.AuthenticationManagerBuilder;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.web.client.RestClient;

/** Lets people sign in at an OIDC provider, by an authorization code with PKCE, if a client is registered there. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnOAuth2ClientRegistrationProperties
@ConditionalOnProperty(name = "tektonretry.access.mode", havingValue = "kubernetes", matchIfMissing = true)
class LoginConfiguration {

    private static final Logger log = LoggerFactory.getLogger(LoginConfiguration.class);

    private static final String BEGIN =
            DefaultOAuth2AuthorizationRequestResolver.DEFAULT_AUTHORIZATION_REQUEST_BASE_URI;
    private static final String END = "/login/oauth2/code/";
    private static final String LEAVE = "/logout";
    private static final String REFUSED = "/?sign-in=refused";
    private static final Duration PROVIDER_TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** Before the filters that authenticate. */
    private static final int BEFORE_SECURITY = -101;

    @Bean
    SessionCookies sessionCookies(OAuth2ClientProperties clients, OAuth2ResourceServerProperties server, Clock clock) {
        if (clients.getRegistration().size() != 1) {
            throw new IllegalStateException(
                    "spring.security.oauth2.client.registration must have one client, but it has %s"
                            .formatted(clients.getRegistration().keySet()));
        }
        String name = clients.getRegistration().keySet().iterator().next();
        String client =
                Objects.requireNonNull(clients.getRegistration().get(name)).getClientId();
        if (server.getJwt().getIssuerUri() == null
                || !server.getJwt().getAudiences().contains(client)) {
            throw new IllegalStateException(
                    "People who sign in as client %s get ID tokens for it, so spring.security.oauth2.resourceserver.jwt needs their issuer-uri, and audiences with %s"
                            .formatted(client, client));
        }
        return new SessionCookies(BEGIN + "/" + name, clock);
    }

    /** Browsers send cookies with every call to this host, even if a page of another site made the call. */
    @Bean
    FilterRegistrationBean<CsrfFilter> forgeries(SessionCookies cookies) {
        CsrfFilter filter = new CsrfFilter(cookies.csrf());
        filter.setRequestHandler(new CsrfTokenRequestAttributeHandler());
        filter.setRequireCsrfProtectionMatcher(call -> !SAFE.contains(call.getMethod())
                && (call.getRequestURI().equals(LEAVE) || cookies.token(call) != null));
        filter.setAccessDeniedHandler((call, response, denied) -> GraphQlErrors.write(
                response,
                HttpServletResponse.SC_FORBIDDEN,
                "FORBIDDEN",
                "A call with a session cookie needs the header %s with the value of the cookie %s."
                        .formatted(SessionCookies.CSRF_HEADER, SessionCookies.CSRF)));
        FilterRegistrationBean<CsrfFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(BEFORE_SECURITY);
        return registration;
    }

    @Bean
    @Order(1)
    SecurityFilterChain login(
            HttpSecurity http,
            ClientRegistrationRepository clients,
            OAuth2ClientProperties properties,
            SessionCookies cookies,
            AnonymousCalls limit) {
        ClientRegistration client = Objects.requireNonNull(clients.findByRegistrationId(
                properties.getRegistration().keySet().iterator().next()));
        if (!client.getScopes().contains(OidcScopes.OPENID)) {
            throw new IllegalStateException(
                    "The client %s gets an ID token only with the scope openid".formatted(client.getRegistrationId()));
        }
        DefaultOAuth2AuthorizationRequestResolver beginnings = new DefaultOAuth2AuthorizationRequestResolver(clients);
        beginnings.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        // A failed sign-in must not reach the manager of bearer tokens, which is the parent by default.
        http.getSharedObject(AuthenticationManagerBuilder.class).parentAuthenticationManager(null);
        return http.securityMatcher(call -> call.getRequestURI().equals(cookies.path())
                        || call.getRequestURI().equals(END + client.getRegistrationId())
                        || (call.getRequestURI().equals(LEAVE)
                                && call.getMethod().equals("POST")))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .securityContext(context -> context.securityContextRepository(new NullSecurityContextRepository()))
                .authorizeHttpRequests(calls -> calls.anyRequest().permitAll())
                .logout(logout -> logout.logoutUrl(LEAVE)
                        .addLogoutHandler((call, response, caller) -> cookies.close(call, response))
                        .logoutSuccessHandler(
                                (call, response, caller) -> response.setStatus(HttpServletResponse.SC_NO_CONTENT)))
                .addFilterBefore(
                        (call, response, chain) -> {
                            if (limit.admit((HttpServletRequest) call, (HttpServletResponse) response)) {
                                chain.doFilter(call, response);
                            }
                        },
                        OAuth2AuthorizationRequestRedirectFilter.class)
                .oauth2Login(login -> login.clientRegistrationRepository(clients)
                        .authorizedClientRepository(new NoClients())
                        .tokenEndpoint(token -> token.accessTokenResponseClient(tokens()))
                        .loginPage("/")
                        .authorizationEndpoint(begin -> begin.authorizationRequestRepository(new LoginCookie(client))
                                .authorizationRequestResolver(beginnings))
                        .userInfoEndpoint(user -> user.oidcUserService(
                                given -> new DefaultOidcUser(AuthorityUtils.NO_AUTHORITIES, given.getIdToken())))
                        .successHandler((call, response, caller) -> admit(cookies, call, response, caller))
                        .failureHandler((call, response, failure) -> refuse(response, reason(failure))))
                .build();
    }

    /** The same as the client of Spring Security, but with timeouts. */
    private static RestClientAuthorizationCodeTokenResponseClient tokens() {
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(PROVIDER_TIMEOUT).build();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(PROVIDER_TIMEOUT);
        RestClientAuthorizationCodeTokenResponseClient tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return tokens;
    }

    private static void admit(
            SessionCookies cookies, HttpServletRequest call, HttpServletResponse response, Authentication caller) {
        OidcIdToken token = ((OidcUser) Objects.requireNonNull(caller.getPrincipal())).getIdToken();
        if (token.getTokenValue().length() > SessionCookies.LONGEST_TOKEN) {
            refuse(response, "the ID token is longer than a cookie may be; it may have fewer claims or groups");
            return;
        }
        cookies.open(call, response, token);
        redirect(response, LoginCookie.from(call));
    }

    private static void refuse(HttpServletResponse response, String reason) {
        log.atWarn().addKeyValue("reason", reason).log("A sign-in failed");
        redirect(response, REFUSED);
    }

    /** Only the code, so that a caller cannot write text to the log. */
    private static String reason(AuthenticationException failure) {
        String code = failure instanceof OAuth2AuthenticationException oauth
                ? oauth.getError().getErrorCode()
                : failure.getClass().getSimpleName();
        return code.matches("[A-Za-z_]{1,60}") ? code : "unknown";
    }

    private static void redirect(HttpServletResponse response, String path) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader(HttpHeaders.LOCATION, path);
    }
}
