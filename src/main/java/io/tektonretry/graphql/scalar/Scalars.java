package io.tektonretry.graphql.scalar;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.Value;
import graphql.scalars.ExtendedScalars;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The custom scalars of the schema. */
public final class Scalars {

    public static final GraphQLScalarType JSON = GraphQLScalarType.newScalar(ExtendedScalars.Json)
            .coercing(new JsonCoercing())
            .build();

    public static final GraphQLScalarType DATE_TIME = GraphQLScalarType.newScalar(ExtendedScalars.DateTime)
            .coercing(new InstantCoercing())
            .build();

    public static final GraphQLScalarType DURATION = GraphQLScalarType.newScalar()
            .name("Duration")
            .coercing(new SecondsCoercing())
            .build();

    private Scalars() {}

    private static final class JsonCoercing implements Coercing<Object, Object> {

        private static final Coercing<?, ?> DELEGATE = ExtendedScalars.Json.getCoercing();

        @Override
        public @Nullable Object serialize(Object result, GraphQLContext context, Locale locale) {
            return result instanceof JsonNode json ? RawJson.of(json) : result;
        }

        @Override
        public @Nullable Object parseValue(Object input, GraphQLContext context, Locale locale) {
            return DELEGATE.parseValue(input, context, locale);
        }

        @Override
        public @Nullable Object parseLiteral(
                Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            return DELEGATE.parseLiteral(input, variables, context, locale);
        }
    }

    private static final class InstantCoercing implements Coercing<Instant, String> {

        private static final Coercing<?, ?> DELEGATE = ExtendedScalars.DateTime.getCoercing();
        private static final String OUT_OF_RANGE = "A time must be in the years 1 to 9999";

        @Override
        public String serialize(Object result, GraphQLContext context, Locale locale) {
            Instant time = (Instant) result;
            return StorableTime.isStorable(time)
                    ? StorableTime.text(time)
                    : (String) DELEGATE.serialize(time.atOffset(ZoneOffset.UTC), context, locale);
        }

        @Override
        public Instant parseValue(Object input, GraphQLContext context, Locale locale) {
            return storable((OffsetDateTime) DELEGATE.parseValue(input, context, locale))
                    .orElseThrow(() -> CoercingParseValueException.newCoercingParseValueException()
                            .message(OUT_OF_RANGE)
                            .build());
        }

        @Override
        public Instant parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            return storable((OffsetDateTime) DELEGATE.parseLiteral(input, variables, context, locale))
                    .orElseThrow(() -> CoercingParseLiteralException.newCoercingParseLiteralException()
                            .message(OUT_OF_RANGE)
                            .build());
        }

        private static Optional<Instant> storable(OffsetDateTime time) {
            return Optional.of(time.toInstant()).filter(StorableTime::isStorable);
        }
    }

    private static final class SecondsCoercing implements Coercing<Duration, Number> {

        private static final BigDecimal MOST = new BigDecimal(Integer.MAX_VALUE);

        @Override
        public Number serialize(Object result, GraphQLContext context, Locale locale) {
            return PlainNumbers.seconds(((Duration) result).toMillis());
        }

        @Override
        public Duration parseValue(Object input, GraphQLContext context, Locale locale) {
            if (input instanceof Number number && Double.isFinite(number.doubleValue())) {
                BigDecimal seconds = new BigDecimal(number.toString());
                if (isDuration(seconds)) {
                    return duration(seconds);
                }
            }
            throw CoercingParseValueException.newCoercingParseValueException()
                    .message("A duration must be a number of seconds that is not negative, not '" + input + "'")
                    .build();
        }

        @Override
        public Duration parseLiteral(
                Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            BigDecimal seconds = MOST.negate();
            if (input instanceof IntValue whole) {
                seconds = new BigDecimal(whole.getValue());
            } else if (input instanceof FloatValue fraction) {
                seconds = fraction.getValue();
            }
            if (isDuration(seconds)) {
                return duration(seconds);
            }
            throw CoercingParseLiteralException.newCoercingParseLiteralException()
                    .message("A duration must be a number of seconds that is not negative")
                    .build();
        }

        private static boolean isDuration(BigDecimal seconds) {
            return seconds.signum() >= 0 && seconds.compareTo(MOST) <= 0;
        }

        private static Duration duration(BigDecimal seconds) {
            return Duration.ofMillis(seconds.movePointRight(3).longValue());
        }
    }
}
