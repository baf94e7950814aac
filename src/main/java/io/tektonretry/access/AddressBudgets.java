package io.tektonretry.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How often an address may call before anybody knows who calls from there. */
final class AddressBudgets {

    private static final int ADDRESSES = 50_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int NETWORK_BYTES = 8;
    private static final int IPV4_BYTES = 4;
    private static final Pattern ZONE = Pattern.compile("%.*$");

    /** What is read as an address, and not asked of a name server. */
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

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

    /** Whoever has one IPv6 address has 2^64 of them. An address has several spellings. */
    private static String network(String address) {
        String plain = ZONE.matcher(address.replace("[", "").replace("]", "")).replaceFirst("");
        if (!IPV6.matcher(plain).matches()) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(plain).getAddress();
            return bytes.length == IPV4_BYTES
                    ? InetAddress.getByAddress(bytes).getHostAddress()
                    : HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES);
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
