package io.tektonretry.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds requests to the rights of who sends them. Whoever is not known, as a test itself, may do everything. */
final class Accounts {

    private static final String BEARER = "Bearer ";

    private final Map<String, Account> known = new ConcurrentHashMap<>();

    void add(Account account) {
        known.put(account.user(), account);
    }

    List<Account> all() {
        return List.copyOf(known.values());
    }

    /** Everybody may ask what the API server serves. */
    void authorize(ApiRequest request) {
        String header = request.header("authorization");
        Account sender = header.startsWith(BEARER) ? known.get(header.substring(BEARER.length())) : null;
        if (sender != null && !request.resource().isEmpty()) {
            sender.authorize(Call.of(request));
        }
    }
}
