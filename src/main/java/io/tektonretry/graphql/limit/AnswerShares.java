package io.tektonretry.graphql.limit;

import io.tektonretry.web.AnswerShare;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Gives an operation the memory share of its HTTP request. */
@Component
@Order(1)
final class AnswerShares implements WebGraphQlInterceptor {

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        if (request.getAttributes().get(AnswerShare.ATTRIBUTE) instanceof AnswerShare share) {
            request.configureExecutionInput((input, builder) ->
                    builder.graphQLContext(Map.of(AnswerShare.class, share)).build());
        }
        return chain.next(request);
    }
}
