package io.tektonretry.access;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.tektonretry.tekton.PromptRequests;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Asks the API server for the user of a bearer token. */
final class TokenReviews implements AuthenticationManager {

    private static final String PATH = "/apis/authentication.k8s.io/v1/tokenreviews";

    private final PromptRequests requests;
    private final List<String> audiences;
    private final ReviewsUnderWay underWay;

    TokenReviews(KubernetesClient client, List<String> audiences, ReviewsUnderWay underWay) {
        this.underWay = underWay;
        this.requests = new PromptRequests(client, AccessConfiguration.PATIENCE);
        this.audiences = audiences;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        String token = ((BearerTokenAuthenticationToken) authentication).getToken();
        TokenReviewStatus answer = underWay.ask(() -> review(token), TokenUndecidedException::new);
        if (!Boolean.TRUE.equals(answer.getAuthenticated()) || !isMeantForUs(answer)) {
            throw new InvalidBearerTokenException("The API server does not accept the token");
        }
        return new CallerAuthentication(caller(answer.getUser()), authentication);
    }

    private TokenReviewStatus review(String token) {
        var review = new TokenReviewBuilder()
                .withNewSpec()
                .withToken(token)
                .withAudiences(audiences)
                .endSpec()
                .build();
        try {
            return requests.review(PATH, review, TokenReview.class).getStatus();
        } catch (KubernetesClientException e) {
            throw new TokenUndecidedException("The API server cannot check the token", e);
        }
    }

    /**
     * An authenticator that does not support audiences leaves them out of its answer, and the client must check that.
     */
    private boolean isMeantForUs(TokenReviewStatus answer) {
        return audiences.isEmpty() || !Collections.disjoint(audiences, answer.getAudiences());
    }

    private static Caller caller(@Nullable UserInfo user) {
        if (user == null || user.getUsername() == null) {
            throw new InvalidBearerTokenException("The answer of the API server does not name the user of the token");
        }
        return new Caller(
                user.getUsername(),
                user.getUid(),
                user.getGroups(),
                user.getExtra(),
                Caller.Authentication.TOKEN_REVIEW);
    }
}
