package io.tektonretry.graphql.field;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.LightDataFetcher;
import io.tektonretry.graphql.relay.PageArguments;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.graphql.data.GraphQlArgumentBinder;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.Arguments;
import org.springframework.util.ClassUtils;
import org.springframework.validation.BindException;

/** A field that a method of a controller computes from its object, its arguments and batched look-ups. */
final class DirectField implements LightDataFetcher<Object> {

    private static final GraphQlArgumentBinder BINDER = new GraphQlArgumentBinder();
    private static final Part OBJECT = (source, field) -> source;

    /** What a parameter of the method receives. */
    private interface Part {

        @Nullable
        Object of(Object source, Supplier<DataFetchingEnvironment> field) throws BindException;
    }

    private final Object controller;
    private final Method method;
    private final List<Part> parts;

    private DirectField(Object controller, Method method, List<Part> parts) {
        this.controller = controller;
        this.method = method;
        this.parts = parts;
    }

    /** The field of a method; empty when the method has other parameters. */
    static Optional<DirectField> of(Object controller, Method method) {
        List<Optional<Part>> parts =
                Arrays.stream(method.getParameters()).map(DirectField::part).toList();
        if (!parts.stream().allMatch(Optional::isPresent)) {
            return Optional.empty();
        }
        method.setAccessible(true);
        return Optional.of(new DirectField(
                controller, method, parts.stream().flatMap(Optional::stream).toList()));
    }

    /** Whether nothing but the object is passed to the method. */
    boolean readsObjectOnly() {
        return parts.stream().allMatch(OBJECT::equals);
    }

    private static Optional<Part> part(Parameter parameter) {
        String name = parameter.getName();
        Class<?> type = parameter.getType();
        if (type == DataLoader.class) {
            return Optional.of((source, field) -> field.get().getDataLoader(name));
        }
        if (parameter.isAnnotationPresent(Arguments.class)) {
            return type == PageArguments.class ? Optional.of((source, field) -> page(field.get())) : Optional.empty();
        }
        if (parameter.isAnnotationPresent(Argument.class)) {
            ResolvableType bound = ResolvableType.forType(parameter.getParameterizedType());
            return Optional.of((source, field) -> argument(field.get(), name, type, bound));
        }
        return parameter.getAnnotations().length == 0 && !type.getName().startsWith("graphql.")
                ? Optional.of(OBJECT)
                : Optional.empty();
    }

    private static PageArguments page(DataFetchingEnvironment field) {
        return new PageArguments(
                field.getArgument("first"),
                field.getArgument("after"),
                field.getArgument("last"),
                field.getArgument("before"));
    }

    private static @Nullable Object argument(
            DataFetchingEnvironment field, String name, Class<?> type, ResolvableType bound) throws BindException {
        Object given = field.getArgument(name);
        return given == null || ClassUtils.isAssignableValue(type, given) ? given : BINDER.bind(field, name, bound);
    }

    @Override
    public @Nullable Object get(
            GraphQLFieldDefinition definition, Object source, Supplier<DataFetchingEnvironment> field)
            throws Exception {
        @Nullable Object[] arguments = new Object[parts.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = parts.get(i).of(source, field);
        }
        try {
            return method.invoke(controller, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public @Nullable Object get(DataFetchingEnvironment field) throws Exception {
        return get(field.getFieldDefinition(), Objects.requireNonNull(field.getSource()), () -> field);
    }
}
