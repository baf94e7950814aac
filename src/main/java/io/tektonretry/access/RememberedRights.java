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

/** Asks for the rights to read, and remembers the answers for a while; a denial is asked again sooner, as it may just have been mended. */
@Component
class RememberedRights {

    private static final int REMEMBERED = 10_000;
    private static final Duration LONGEST_DENIAL = Duration.ofSeconds(10);

    private record Question(Caller caller, Right right) {}

    private final Authorizer authorizer;
    private final ManyQuestions questions;
    private final Cache<Question, Boolean> answers;

    @Autowired
    RememberedRights(Authorizer authorizer, ManyQuestions questions, AccessProperties properties) {
        this(authorizer, questions, properties.readCache(), Ticker.systemTicker());
    }

    RememberedRights(Authorizer authorizer, ManyQuestions questions, Duration allowed, Ticker clock) {
        Duration denied = allowed.compareTo(LONGEST_DENIAL) < 0 ? allowed : LONGEST_DENIAL;
        this.authorizer = authorizer;
        this.questions = questions;
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

    /** The ones among these rights that the caller has, each asked for as it stands. */
    Set<Right> allowed(Caller caller, Collection<Right> rights) {
        List<Question> asked =
                rights.stream().map(right -> new Question(caller, right)).toList();
        return answers.getAll(asked, unknown -> questions.answers(unknown, this::ask)).entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(allowed -> allowed.getKey().right())
                .collect(toSet());
    }

    private boolean remembered(Caller caller, Right right) {
        return answers.get(new Question(caller, right), this::ask);
    }

    private boolean ask(Question question) {
        return authorizer.allows(question.caller(), question.right());
    }
}
