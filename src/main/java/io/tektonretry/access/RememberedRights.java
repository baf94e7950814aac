package io.tektonretry.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Asks for the rights to read, and remembers the answers for a while; a denial is asked again sooner, as it may just have been mended. */
@Component
class RememberedRights {

    private static final int REMEMBERED = 10_000;
    private static final Duration LONGEST_DENIAL = Duration.ofSeconds(10);

    private record Question(Caller caller, Right right) {}

    private final Authorizer authorizer;
    private final Cache<Question, Boolean> answers;

    @Autowired
    RememberedRights(Authorizer authorizer, AccessProperties properties) {
        this(authorizer, properties.readCache(), Ticker.systemTicker());
    }

    RememberedRights(Authorizer authorizer, Duration allowed, Ticker clock) {
        Duration denied = allowed.compareTo(LONGEST_DENIAL) < 0 ? allowed : LONGEST_DENIAL;
        this.authorizer = authorizer;
        this.answers = Caffeine.newBuilder()
                .expireAfter(Expiry.<Question, Boolean>writing((question, allows) -> allows ? allowed : denied))
                .ticker(clock)
                .maximumSize(REMEMBERED)
                .build();
    }

    /** Whether the caller has the right in its namespace or in all of them, the latter being asked first. */
    boolean allows(Caller caller, Right right) {
        return (right.namespace() != null && remembered(caller, right.everywhere())) || remembered(caller, right);
    }

    private boolean remembered(Caller caller, Right right) {
        return answers.get(
                new Question(caller, right), question -> authorizer.allows(question.caller(), question.right()));
    }
}
