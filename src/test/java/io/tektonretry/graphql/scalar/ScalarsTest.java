package io.tektonretry.graphql.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graphql.GraphQLContext;
import graphql.scalars.ExtendedScalars;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ScalarsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @ParameterizedTest
    @CsvSource({"10s, 10", "100000s, 100000", "0s, 0", "0.5s, 0.5", "0.001s, 0.001", "1.250s, 1.25"})
    void writesDurationsPlainly(String duration, String written) {
        assertThat(written(Scalars.DURATION, Duration.parse("PT" + duration))).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NaN, -1, 1e300})
    void takesNoDurationThatIsNone(double seconds) {
        assertThatThrownBy(() ->
                        Scalars.DURATION.getCoercing().parseValue(seconds, GraphQLContext.getDefault(), Locale.ROOT))
                .isInstanceOf(CoercingParseValueException.class);
    }

    @ParameterizedTest
    @CsvSource({"1.0E10, 10000000000", "1.0E-9, 0.000000001", "2.5, 2.5", "123456789.25, 123456789.25"})
    void writesFloatsPlainly(double number, String written) {
        JsonMapper mapper =
                JsonMapper.builder().addModule(PlainNumbers.module()).build();

        assertThat(mapper.writeValueAsString(Map.of("lagSeconds", number)))
                .isEqualTo("{\"lagSeconds\":" + written + "}");
    }

    @Test
    void writesNumbersInsideOfJsonPlainly() {
        assertThat(written(Scalars.JSON, JSON.readTree("{\"a\":[1e10,1e-7,7,\"1E+1\"],\"b\":null}")))
                .isEqualTo("{\"a\":[10000000000,0.0000001,7,\"1E+1\"],\"b\":null}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01T00:00:00Z",
                "1969-12-31T23:59:59.5Z",
                "2026-11-24T21:04:09.123999Z",
                "9999-12-31T23:59:59.999999999Z",
                "+12026-01-01T00:00:00Z"
            })
    void writesTimesAsTheScalarSays(Instant time) {
        assertThat(written(Scalars.DATE_TIME, time))
                .isEqualTo("\"%s\""
                        .formatted(ExtendedScalars.DateTime.getCoercing()
                                .serialize(time.atOffset(ZoneOffset.UTC), GraphQLContext.getDefault(), Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2026-11-24T23:40:29+02:00"})
    void takesTimesOfFourDigitYears(String time) {
        assertThat(parsed(time))
                .isBetween(Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("+10000-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000-01-01T00:00:00Z",
                "0001-01-01T00:00:00+01:00",
                "9999-12-31T23:59:59-00:01",
                "+294277-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "-4713-01-01T00:00:00Z"
            })
    void refusesOtherTimes(String time) {
        assertThatThrownBy(() -> parsed(time)).isInstanceOf(CoercingParseValueException.class);
    }

    private static Instant parsed(String time) {
        return (Instant) Scalars.DATE_TIME.getCoercing().parseValue(time, GraphQLContext.getDefault(), Locale.ROOT);
    }

    private static String written(GraphQLScalarType scalar, Object value) {
        return JSON.writeValueAsString(scalar.getCoercing().serialize(value, GraphQLContext.getDefault(), Locale.ROOT));
    }
}
