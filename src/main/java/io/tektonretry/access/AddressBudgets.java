package io.tektonretry.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.tektonretry.web.AnonymousCalls;
import io.tektonretry.web.GraphQlErrors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Limits the unauthenticated calls of each address. */
final class AddressBudgets implements AnonymousCalls {

    private static final int ADDRESSES = 50_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int NETWORK_BYTES = 8;
    private static final int IPV4_BYTES = 4;
    private static final Pattern ZONE = Pattern.compile("%.*$");

    /** Only literal addresses match, so that none is looked up in DNS. */
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
     * @throws TooManyAttemptsException when the address has exceeded its limit
     */
    void take(@Nullable String address) {
        ConsumptionProbe probe =
                buckets.get(network(address == null ? "" : address)).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new TooManyAttemptsException(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    @Override
    public boolean admit(HttpServletRequest call, HttpServletResponse response) throws IOException {
        try {
            take(call.getRemoteAddr());
            return true;
        } catch (TooManyAttemptsException e) {
            refuse(response, e);
            return false;
        }
    }

    static void refuse(HttpServletResponse response, TooManyAttemptsException tooMany) throws IOException {
        response.setHeader("Retry-After", String.valueOf(tooMany.retryAfter().toSeconds() + 1));
        GraphQlErrors.write(
                response, 429, "RATE_LIMITED", "Too many calls without a valid token came from this address.");
    }

    /**
     * The first 64 bits of an IPv6 address, as one client usually has a whole /64. Parsing also unifies different
     * spellings.
     */
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
