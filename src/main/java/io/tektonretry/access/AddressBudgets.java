package io.tektonretry.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How often an address may call before anybody knows who calls from there. */
final class AddressBudgets {

    private static final int ADDRESSES = 50_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int GROUPS_OF_A_NETWORK = 4;

    private final LoadingCache<String, Bucket> buckets;

    AddressBudgets(int perMinute) {
        this.buckets = Caffeine.newBuilder()
                .maximumSize(ADDRESSES)
                .expireAfterAccess(MINUTE)
                .build(address -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                        .build());
    }

    /**
     * Counts a call from the address.
     *
     * @throws TooManyAttemptsException when there were too many
     */
    void take(@Nullable String address) {
        ConsumptionProbe probe =
                buckets.get(network(address == null ? "" : address)).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new TooManyAttemptsException(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    /** Whoever has one IPv6 address has 2^64 of them. */
    private static String network(String address) {
        if (!address.contains(":") || address.contains("::")) {
            return address;
        }
        return Arrays.stream(address.split(":")).limit(GROUPS_OF_A_NETWORK).collect(Collectors.joining(":"));
    }
}
