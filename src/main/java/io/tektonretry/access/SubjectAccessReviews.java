package io.tektonretry.access;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.tektonretry.tekton.PlainText;
import io.tektonretry.tekton.PromptRequests;

/** Asks the API server what a caller may do, so that callers have the same rights as with {@code kubectl}. */
final class SubjectAccessReviews implements Authorizer {

    private static final String PATH = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    private final PromptRequests requests;

    SubjectAccessReviews(KubernetesClient client) {
        this.requests = new PromptRequests(client, AccessConfiguration.PATIENCE);
    }

    @Override
    public boolean allows(Caller caller, Right right) {
        try {
            var review = review(caller, right);
            var answer = requests.review(PATH, review, SubjectAccessReview.class);
            return Boolean.TRUE.equals(answer.getStatus().getAllowed());
        } catch (KubernetesClientException e) {
            throw new AccessUndecidedException(
                    "The API server did not answer whether %s may %s".formatted(PlainText.of(caller.name()), right), e);
        }
    }

    private static SubjectAccessReview review(Caller caller, Right right) {
        return new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(caller.name())
                .withUid(caller.uid())
                .withGroups(caller.groups())
                .withExtra(caller.extra())
                .withNewResourceAttributes()
                .withGroup(right.group())
                .withResource(right.resource())
                .withSubresource(right.subresource())
                .withVerb(right.verb())
                .withNamespace(right.namespace())
                .endResourceAttributes()
                .endSpec()
                .build();
    }
}
