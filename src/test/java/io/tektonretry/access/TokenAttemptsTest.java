package io.tektonretry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

class TokenAttemptsTest {

    private final List<String> judged = new ArrayList<>();
    private final TokenAttempts attempts = new TokenAttempts(this::judge, new AddressBudgets(3), Duration.ofMinutes(1));

    @Test
    void asksOnceAboutATokenThatIsNoGood() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> show("junk", "10.0.0.1")).isInstanceOf(InvalidBearerTokenException.class);
        }
        assertThat(judged).containsExactly("junk");
    }

    @Test
    void asksAboutFewUnknownTokensOfAnAddress() {
        for (int i = 0; i < 3; i++) {
            String token = "junk-" + i;
            assertThatThrownBy(() -> show(token, "10.0.0.1")).isInstanceOf(InvalidBearerTokenException.class);
        }
        assertThatThrownBy(() -> show("junk-3", "10.0.0.1")).isInstanceOf(TooManyAttemptsException.class);
        assertThat(judged).hasSize(3);
        assertThat(show("good", "10.0.0.2").isAuthenticated()).isTrue();
    }

    @Test
    void countsTheAddressesOfAnIpv6NetworkTogether() {
        for (int i = 0; i < 3; i++) {
            String token = "junk-" + i;
            String address = "2001:db8:0:1:0:0:0:" + i;
            assertThatThrownBy(() -> show(token, address)).isInstanceOf(InvalidBearerTokenException.class);
        }
        assertThatThrownBy(() -> show("junk-3", "2001:db8:0:1:0:0:1:1")).isInstanceOf(TooManyAttemptsException.class);
        assertThat(show("good", "2001:db8:0:2:0:0:0:1").isAuthenticated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::1:%d", "2001:DB8:0:0::%d", "[2001:db8::%d]", "2001:db8::%d%%eth0"})
    void knowsAnIpv6NetworkHoweverItIsWritten(String spelling) {
        for (int i = 0; i < 3; i++) {
            String token = "junk-" + i;
            String address = spelling.formatted(i);
            assertThatThrownBy(() -> show(token, address)).isInstanceOf(InvalidBearerTokenException.class);
        }
        assertThatThrownBy(() -> show("junk-3", "2001:db8:0:0:9:9:9:9")).isInstanceOf(TooManyAttemptsException.class);
        assertThat(show("good", "2001:db8:0:1::1").isAuthenticated()).isTrue();
    }

    @ParameterizedTest
    @MethodSource
    void letsInNobodyWhoseNameCantBeRecorded(Caller caller) {
        var door = new TokenAttempts(
                shown -> new CallerAuthentication(caller, shown), new AddressBudgets(3), Duration.ofMinutes(1));
        var shown = new BearerTokenAuthenticationToken("good");
        assertThatThrownBy(() -> door.authenticate(shown)).isInstanceOf(InvalidBearerTokenException.class);
    }

    static Stream<Caller> letsInNobodyWhoseNameCantBeRecorded() {
        return Stream.of("a\0b", "\ud800", "")
                .flatMap(text -> Stream.of(Caller.Authentication.TOKEN_REVIEW, Caller.Authentication.OIDC)
                        .flatMap(by -> Stream.of(
                                new Caller(text, null, List.of(), Map.of(), by),
                                new Caller("x", text + "\0", List.of(), Map.of(), by),
                                new Caller("x", null, List.of(text + "\0"), Map.of(), by))));
    }

    @Test
    void letsInAGoodTokenHoweverManyBadOnesComeFromTheSameAddress() {
        show("good", "10.0.0.1");
        for (int i = 0; i < 5; i++) {
            String token = "junk-" + i;
            assertThatThrownBy(() -> show(token, "10.0.0.1"));
        }
        assertThat(show("good", "10.0.0.1").isAuthenticated()).isTrue();
    }

    @Test
    void asksAboutAGoodTokenEveryTime() {
        show("good", "10.0.0.1");
        show("good", "10.0.0.1");
        assertThat(judged).containsExactly("good", "good");
    }

    private Authentication show(String token, String address) {
        var shown = new BearerTokenAuthenticationToken(token);
        shown.setDetails(new ClientProgram(address, null));
        return attempts.authenticate(shown);
    }

    private Authentication judge(Authentication shown) {
        String token = ((BearerTokenAuthenticationToken) shown).getToken();
        judged.add(token);
        if (!token.equals("good")) {
            throw new InvalidBearerTokenException("no");
        }
        return new CallerAuthentication(Callers.named("alice"), shown);
    }
}
