package io.tektonretry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** The rules are those of the API server's flags {@code --oidc-username-claim}, {@code --oidc-groups-prefix} and so on. */
class OidcCallersTest {

    private static final String ISSUER = "https://issuer.example";

    @Test
    void putsTheIssuerBeforeANameUnlessToldOtherwise() {
        assertThat(name("sub", null, Map.of("sub", "alice"))).isEqualTo("https://issuer.example#alice");
        assertThat(name("sub", "oidc:", Map.of("sub", "alice"))).isEqualTo("oidc:alice");
        assertThat(name("sub", "-", Map.of("sub", "alice"))).isEqualTo("alice");
        assertThat(name("email", null, Map.of("email", "alice@example.org"))).isEqualTo("alice@example.org");
    }

    @Test
    void believesAnEmailAddressThatIsNotSaidToBeUnverified() {
        assertThat(name("email", null, Map.of("email", "a@example.org", "email_verified", true)))
                .isEqualTo("a@example.org");
        assertThatThrownBy(() -> name("email", null, Map.of("email", "a@example.org", "email_verified", false)))
                .isInstanceOf(InvalidBearerTokenException.class)
                .hasMessage("The email address of the token is not verified");
    }

    @Test
    void refusesATokenThatNamesNobody() {
        assertThatThrownBy(() -> name("name", null, Map.of("sub", "alice")))
                .isInstanceOf(InvalidBearerTokenException.class)
                .hasMessage("The token has no claim name");
        assertThatThrownBy(() -> name("sub", "-", Map.of("sub", ""))).isInstanceOf(InvalidBearerTokenException.class);
    }

    @Test
    void readsGroupsFromAListOrASingleName() {
        assertThat(groups("g", "", Map.of("sub", "a", "g", List.of("one", "two"))))
                .containsExactly("one", "two", "system:authenticated");
        assertThat(groups("g", "oidc:", Map.of("sub", "a", "g", "one")))
                .containsExactly("oidc:one", "system:authenticated");
        assertThat(groups("g", "", Map.of("sub", "a"))).containsExactly("system:authenticated");
        assertThat(groups(null, "", Map.of("sub", "a", "g", "one"))).containsExactly("system:authenticated");
    }

    @Test
    void believesNoIssuerThatGivesOutNamesOfKubernetes() {
        assertThatThrownBy(() -> name("sub", "-", Map.of("sub", "system:serviceaccount:ci:bot")))
                .isInstanceOf(InvalidBearerTokenException.class)
                .hasMessage("The token names a user whose name is reserved by Kubernetes");
        assertThat(groups("g", "", Map.of("sub", "a", "g", List.of("system:masters", "builders"))))
                .containsExactly("builders", "system:authenticated");
    }

    private static String name(String claim, @Nullable String prefix, Map<String, Object> claims) {
        return caller(claim, prefix, null, "", claims).name();
    }

    private static List<String> groups(@Nullable String claim, String prefix, Map<String, Object> claims) {
        return caller("sub", null, claim, prefix, claims).groups();
    }

    private static Caller caller(
            String usernameClaim,
            @Nullable String usernamePrefix,
            @Nullable String groupsClaim,
            String groupsPrefix,
            Map<String, Object> claims) {
        AccessProperties properties = new AccessProperties(
                AccessProperties.Mode.KUBERNETES,
                false,
                List.of(),
                Duration.ZERO,
                Duration.ZERO,
                1,
                1,
                1,
                usernameClaim,
                usernamePrefix,
                groupsClaim,
                groupsPrefix);
        return new OidcCallers(ISSUER, properties)
                .of(Jwt.withTokenValue("token")
                        .header("alg", "RS256")
                        .claims(all -> all.putAll(claims))
                        .build());
    }
}
