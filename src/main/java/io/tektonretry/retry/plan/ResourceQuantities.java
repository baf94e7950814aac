package io.tektonretry.retry.plan;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses quantities as Kubernetes does. */
final class ResourceQuantities {

    private static final Pattern QUANTITY =
            Pattern.compile("(\\d{1,18}(?:\\.\\d{0,9})?|\\.\\d{1,9})([KMGTPE]i|[numkMGTPE]|[eE][+-]?\\d{1,2}|)");

    private static final BigDecimal KILO = BigDecimal.valueOf(1000);
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final List<String> UNITS = List.of("k", "M", "G", "T", "P", "E");
    private static final List<String> SMALL_UNITS = List.of("m", "u", "n");

    private ResourceQuantities() {}

    /** The value of a quantity; null when it is malformed or negative. */
    static @Nullable BigDecimal parse(String text) {
        Matcher matcher = QUANTITY.matcher(text);
        return matcher.matches() ? new BigDecimal(matcher.group(1)).multiply(factor(matcher.group(2))) : null;
    }

    private static BigDecimal factor(String suffix) {
        if (suffix.isEmpty()) {
            return BigDecimal.ONE;
        }
        if (suffix.endsWith("i")) {
            return KIBI.pow(1 + UNITS.indexOf(suffix.substring(0, 1).replace('K', 'k')));
        }
        if (UNITS.contains(suffix)) {
            return KILO.pow(1 + UNITS.indexOf(suffix));
        }
        return SMALL_UNITS.contains(suffix)
                ? BigDecimal.ONE.scaleByPowerOfTen(-3 * (1 + SMALL_UNITS.indexOf(suffix)))
                : BigDecimal.ONE.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1)));
    }

    /** Name of a resource whose request exceeds its limit; null when there is none. */
    static @Nullable String excessive(Map<String, String> requests, Map<String, String> limits) {
        return requests.entrySet().stream()
                .filter(request -> isMore(request.getValue(), limits.get(request.getKey())))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private static boolean isMore(String request, @Nullable String limit) {
        BigDecimal asked = parse(request);
        BigDecimal allowed = limit == null ? null : parse(limit);
        return asked != null && allowed != null && asked.compareTo(allowed) > 0;
    }
}
