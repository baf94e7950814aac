package io.tektonretry.graphql;

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

/** The scalars of the schema that GraphQL does not have itself. */
final class Scalars {

    static final GraphQLScalarType JSON = ExtendedScalars.Json;

    static final GraphQLScalarType DATE_TIME = GraphQLScalarType.newScalar(ExtendedScalars.DateTime)
            .coercing(new InstantCoercing())
            .build();

    static final GraphQLScalarType DURATION = GraphQLScalarType.newScalar()
            .name("Duration")
            .coercing(new SecondsCoercing())
            .build();

    private Scalars() {}

    private static final class InstantCoercing implements Coercing<Instant, String> {

        private static final Coercing<?, ?> DELEGATE = ExtendedScalars.DateTime.getCoercing();

        @Override
        public String serialize(Object result, GraphQLContext context, Locale locale) {
            return (String) DELEGATE.serialize(((Instant) result).atOffset(ZoneOffset.UTC), context, locale);
        }

        @Override
        public Instant parseValue(Object input, GraphQLContext context, Locale locale) {
            return ((OffsetDateTime) DELEGATE.parseValue(input, context, locale)).toInstant();
        }

        @Override
        public Instant parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            return ((OffsetDateTime) DELEGATE.parseLiteral(input, variables, context, locale)).toInstant();
        }
    }

    private static final class SecondsCoercing implements Coercing<Duration, Number> {

        private static final BigDecimal MOST = new BigDecimal(Integer.MAX_VALUE);

        @Override
        public Number serialize(Object result, GraphQLContext context, Locale locale) {
            return BigDecimal.valueOf(((Duration) result).toMillis(), 3).stripTrailingZeros();
        }

        @Override
        public Duration parseValue(Object input, GraphQLContext context, Locale locale) {
            if (input instanceof Number number) {
                BigDecimal seconds = new BigDecimal(number.toString());
                if (isDuration(seconds)) {
                    return duration(seconds);
                }
            }
            throw CoercingParseValueException.newCoercingParseValueException()
                    .message("A duration is a number of seconds that is not negative, not '" + input + "'")
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
                    .message("A duration is a number of seconds that is not negative")
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
