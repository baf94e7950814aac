package io.tektonretry.access;

import static java.util.stream.Collectors.toSet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Authorizes reads with a cache. Denials expire sooner, as the missing right may just have been granted. */
@Component
class CachingAuthorizer {

    private static final int REMEMBERED = 10_000;
    private static final Duration LONGEST_DENIAL = Duration.ofSeconds(10);

    private record Question(Caller caller, Right right) {}

    private final PacedReviews reviews;
    private final Cache<Question, Boolean> answers;

    @Autowired
    CachingAuthorizer(PacedReviews reviews, AccessProperties properties) {
        this(reviews, properties.readCache(), Ticker.systemTicker());
    }

    CachingAuthorizer(PacedReviews reviews, Duration allowed, Ticker clock) {
        Duration denied = allowed.compareTo(LONGEST_DENIAL) < 0 ? allowed : LONGEST_DENIAL;
        this.reviews = reviews;
        this.answers = Caffeine.newBuilder()
                .expireAfter(Expiry.<Question, Boolean>writing((question, allows) -> allows ? allowed : denied))
                .ticker(clock)
                .maximumSize(REMEMBERED)
                .build();
    }

    /** Whether the caller has the right in all namespaces (asked first) or in its own namespace. */
    boolean allows(Caller caller, Right right) {
        return (right.namespace() != null && remembered(caller, right.everywhere())) || remembered(caller, right);
    }

    /** The rights among these that the caller has, each asked as given. */
    Set<Right> allowed(Caller caller, Collection<Right> rights) {
        List<Question> asked =
                rights.stream().map(right -> new Question(caller, right)).toList();
        return answers
                .getAll(asked, unknown -> reviews.answers(caller, unknown, 1, CachingAuthorizer::ask))
                .entrySet()
                .stream()
                .filter(Map.Entry::getValue)
                .map(allowed -> allowed.getKey().right())
                .collect(toSet());
    }

    private boolean remembered(Caller caller, Right right) {
        return answers.get(new Question(caller, right), question -> reviews.allows(caller, right));
    }

    private static boolean ask(Authorizer authorizer, Question question) {
        return authorizer.allows(question.caller(), question.right());
    }
}
