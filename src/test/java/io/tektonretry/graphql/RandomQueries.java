package io.tektonretry.graphql;

import graphql.language.ArrayValue;
import graphql.language.AstPrinter;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.NullValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import io.tektonretry.graphql.relay.Opaque;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Makes up requests for a schema: most of them sensible, some hostile, each the same for the same seed. */
final class RandomQueries {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "ci",
            "a\0b",
            "\uD83D",
            "\uDE00\uD83D",
            "\uD83D\uDE00",
            "é漢",
            "'; drop table pipeline_run; --",
            "%",
            "_",
            "\\",
            "\"",
            "${jndi:x}",
            "$(params.x)",
            "../..",
            "{}",
            "null",
            "\u202Eabc\r\n",
            "x".repeat(300),
            "x".repeat(5_000));

    private static final List<String> TIMES = List.of(
            "2026-11-24T21:40:29Z",
            "2026-11-24T21:40:29.123456789+02:00",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "0000-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2026-02-30T00:00:00Z",
            "2026-11-24",
            "yesterday",
            "2026-11-24T21:40:29");

    private static final List<BigInteger> NUMBERS = List.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            BigInteger.TWO,
            BigInteger.TEN,
            BigInteger.valueOf(100),
            BigInteger.valueOf(101),
            BigInteger.valueOf(500),
            BigInteger.valueOf(10_001),
            BigInteger.valueOf(-1),
            BigInteger.valueOf(Integer.MAX_VALUE),
            BigInteger.valueOf(Integer.MIN_VALUE),
            BigInteger.ONE.shiftLeft(40),
            BigInteger.ONE.shiftLeft(2_000));

    private static final List<String> DECIMALS =
            List.of("0.5", "-1.5", "1e3", "1e-9", "1e999999999", "1e-999999999", "2147483647.5", "86400");

    private final GraphQLSchema schema;
    private final List<String> known;
    private final Random random;
    private final Map<String, String> declared = new LinkedHashMap<>();
    private final Map<String, Object> variables = new LinkedHashMap<>();
    private int fields;

    /**
     * One request.
     *
     * @param known ids, cursors and names that mean something
     */
    private RandomQueries(GraphQLSchema schema, List<String> known, long seed) {
        this.schema = schema;
        this.known = known;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    /** The body of a request. */
    static String body(GraphQLSchema schema, List<String> known, long seed) {
        return new RandomQueries(schema, known, seed).body();
    }

    private String body() {
        String document = document();
        if (oneOf(40)) {
            document = document.substring(0, random.nextInt(document.length()));
        }
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("query", document);
        request.put("variables", oneOf(60) ? Map.of("v0", text(), "v1", List.of(1)) : variables);
        if (oneOf(60)) {
            request.put("operationName", text());
        }
        return JSON.writeValueAsString(request);
    }

    private String document() {
        GraphQLObjectType root = oneOf(5) ? schema.getMutationType() : schema.getQueryType();
        String selection = selection(root, oneOf(20) ? 18 : 1 + random.nextInt(6));
        String variables = declared.isEmpty()
                ? ""
                : declared.entrySet().stream()
                        .map(variable -> "$" + variable.getKey() + ": " + variable.getValue())
                        .reduce((one, other) -> one + ", " + other)
                        .map(all -> " (" + all + ")")
                        .orElse("");
        return (root == schema.getMutationType() ? "mutation" : "query") + variables + " " + selection;
    }

    private String selection(GraphQLFieldsContainer type, int depth) {
        StringBuilder selection = new StringBuilder("{ ");
        List<GraphQLFieldDefinition> choices = type.getFieldDefinitions().stream()
                .filter(field -> depth > 0 || !isComposite(field))
                .toList();
        int count = choices.isEmpty() ? 0 : 1 + random.nextInt(type == schema.getMutationType() ? 1 : 4);
        for (int i = 0; i < count && fields < 150; i++) {
            selection
                    .append(field(choices.get(random.nextInt(choices.size())), depth))
                    .append(' ');
        }
        if (type instanceof GraphQLInterfaceType node) {
            for (GraphQLObjectType implementation : schema.getImplementations(node)) {
                selection
                        .append("... on ")
                        .append(implementation.getName())
                        .append(' ')
                        .append(selection(implementation, depth - 1))
                        .append(' ');
            }
        }
        return selection
                .append(oneOf(30) ? "nowhere " : "__typename ")
                .append("}")
                .toString();
    }

    private String field(GraphQLFieldDefinition field, int depth) {
        fields++;
        List<String> arguments = new ArrayList<>();
        for (GraphQLArgument argument : field.getArguments()) {
            boolean isRequired = GraphQLTypeUtil.isNonNull(argument.getType()) && !argument.hasSetDefaultValue();
            if (isRequired ? !oneOf(50) : oneOf(3)) {
                arguments.add(argument.getName() + ": " + argument(argument.getType(), argument.getName()));
            }
        }
        return "f%d: %s%s%s"
                .formatted(
                        fields,
                        field.getName(),
                        arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")",
                        GraphQLTypeUtil.unwrapAll(field.getType()) instanceof GraphQLFieldsContainer inner
                                ? " " + selection(inner, depth - 1)
                                : "");
    }

    private String argument(GraphQLType type, String name) {
        Value<?> value = value(type, name, 4);
        if (oneOf(2)) {
            return AstPrinter.printAst(value);
        }
        String variable = "v" + declared.size();
        declared.put(variable, GraphQLTypeUtil.simplePrint(type));
        variables.put(variable, plain(value));
        return "$" + variable;
    }

    private Value<?> value(GraphQLType type, String name, int depth) {
        if (oneOf(40)) {
            return any();
        }
        if (!GraphQLTypeUtil.isNonNull(type) && oneOf(10)) {
            return NullValue.of();
        }
        GraphQLType bare = GraphQLTypeUtil.unwrapNonNull(type);
        if (bare instanceof GraphQLList list) {
            return list(list.getWrappedType(), name, depth);
        }
        if (bare instanceof GraphQLInputObjectType object) {
            return object(object, depth);
        }
        if (bare instanceof GraphQLEnumType enumeration) {
            return new EnumValue(
                    oneOf(30) ? "NO_SUCH" : among(enumeration.getValues()).getName());
        }
        return switch (((GraphQLNamedType) bare).getName()) {
            case "Int" ->
                name.equals("first") && !oneOf(4) ? IntValue.of(1 + random.nextInt(5)) : new IntValue(among(NUMBERS));
            case "Boolean" -> BooleanValue.of(random.nextBoolean());
            case "DateTime" -> StringValue.of(among(TIMES));
            case "Duration" ->
                oneOf(2) ? new IntValue(among(NUMBERS)) : new FloatValue(new BigDecimal(among(DECIMALS)));
            default -> StringValue.of(text());
        };
    }

    @SuppressWarnings("rawtypes")
    private Value<?> list(GraphQLType element, String name, int depth) {
        if (oneOf(40)) {
            int size = among(List.of(100, 101, 500, 501, 1_001));
            return new ArrayValue(new ArrayList<>(Collections.nCopies(size, value(element, name, depth - 1))));
        }
        List<Value> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(value(element, name, depth - 1));
        }
        return new ArrayValue(values);
    }

    private Value<?> object(GraphQLInputObjectType type, int depth) {
        List<ObjectField> given = new ArrayList<>();
        for (GraphQLInputObjectField field : type.getFields()) {
            boolean isRequired = GraphQLTypeUtil.isNonNull(field.getType()) && !field.hasSetDefaultValue();
            if (isRequired ? !oneOf(40) : oneOf(4) && depth > 0) {
                given.add(new ObjectField(field.getName(), value(field.getType(), field.getName(), depth - 1)));
            }
        }
        return new ObjectValue(given);
    }

    private Value<?> any() {
        return among(List.of(
                StringValue.of(text()),
                new IntValue(among(NUMBERS)),
                BooleanValue.of(true),
                NullValue.of(),
                new ArrayValue(List.of()),
                new ObjectValue(List.of()),
                new FloatValue(new BigDecimal("1e3"))));
    }

    private String text() {
        if (!oneOf(3) && !known.isEmpty()) {
            String text = among(known);
            return oneOf(15) ? text.substring(0, random.nextInt(text.length() + 1)) + among(TEXTS) : text;
        }
        return oneOf(4) ? Opaque.encode(among(TIMES) + "/" + among(TEXTS)) : among(TEXTS);
    }

    private static @Nullable Object plain(Value<?> value) {
        if (value instanceof ArrayValue array) {
            List<@Nullable Object> values = new ArrayList<>();
            array.getValues().forEach(element -> values.add(plain(element)));
            return values;
        }
        if (value instanceof ObjectValue object) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            object.getObjectFields().forEach(field -> values.put(field.getName(), plain(field.getValue())));
            return values;
        }
        if (value instanceof StringValue text) {
            return text.getValue();
        }
        if (value instanceof IntValue number) {
            return number.getValue();
        }
        if (value instanceof FloatValue number) {
            return number.getValue();
        }
        if (value instanceof BooleanValue flag) {
            return flag.isValue();
        }
        return value instanceof EnumValue name ? name.getName() : null;
    }

    private static boolean isComposite(GraphQLFieldDefinition field) {
        return GraphQLTypeUtil.unwrapAll(field.getType()) instanceof GraphQLFieldsContainer;
    }

    private boolean oneOf(int times) {
        return random.nextInt(times) == 0;
    }

    private <T> T among(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
