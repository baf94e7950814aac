package io.tektonretry.graphql.scalar;

import java.math.BigDecimal;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.JsonGeneratorDelegate;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Writes numbers without exponents. */
public final class PlainNumbers extends JsonGeneratorDelegate {

    PlainNumbers(JsonGenerator generator) {
        super(generator);
    }

    /** Makes Jackson write GraphQL's {@code Float} without exponents. */
    public static JacksonModule module() {
        return new SimpleModule("plain-numbers").addSerializer(Double.class, new OfDoubles());
    }

    /** Seconds, with as few decimals as possible. */
    static BigDecimal seconds(long milliseconds) {
        BigDecimal seconds = BigDecimal.valueOf(milliseconds, 3).stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    @Override
    public JsonGenerator writeNumber(double number) {
        super.writeNumber(plain(number));
        return this;
    }

    @Override
    public JsonGenerator writeNumber(BigDecimal number) {
        super.writeNumber(number.toPlainString());
        return this;
    }

    private static final class OfDoubles extends StdSerializer<Double> {

        OfDoubles() {
            super(Double.class);
        }

        @Override
        public void serialize(Double number, JsonGenerator generator, SerializationContext context) {
            if (number.isInfinite() || number.isNaN()) {
                generator.writeNumber(number);
            } else {
                generator.writeNumber(plain(number));
            }
        }
    }
}
