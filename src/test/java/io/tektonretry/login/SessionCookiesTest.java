package io.tektonretry.login;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** Whose cookies stand for a token. */
class SessionCookiesTest {

    private final SessionCookies cookies = new SessionCookies("/oauth2/authorization/sso", Clock.systemUTC());

    @Test
    void aPageOfOursOpensAWebSocketWithItsSession() {
        assertThat(cookies.token(handshake("https://retry.example.org"))).isEqualTo("the-token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.org",
                "https://retry.example.org:8443",
                "http://retry.example.org",
                "https://retry.example.org.evil.example",
                "null"
            })
    void aPageOfAnotherOriginDoesNot(String origin) {
        assertThat(cookies.token(handshake(origin))).isNull();
    }

    @Test
    void aWebSocketOfNoPageNeedsATokenOfItsOwn() {
        MockHttpServletRequest call = handshake("https://retry.example.org");
        call.removeHeader("Origin");

        assertThat(cookies.token(call)).isNull();
    }

    @Test
    void aSessionThatIsOverIsNoToken() {
        MockHttpServletRequest call = new MockHttpServletRequest("GET", "/graphql");
        call.setCookies(new Cookie(SessionCookies.TOKEN, ""));

        assertThat(cookies.token(call)).isNull();
    }

    private static MockHttpServletRequest handshake(String origin) {
        MockHttpServletRequest call = new MockHttpServletRequest("GET", "/graphql");
        call.setScheme("https");
        call.setServerName("retry.example.org");
        call.setServerPort(443);
        call.addHeader("Host", "retry.example.org");
        call.addHeader("Upgrade", "websocket");
        call.addHeader("Origin", origin);
        call.setCookies(new Cookie(SessionCookies.TOKEN, "the-token"));
        return call;
    }
}
