package io.tektonretry.graphql.visible;

import graphql.GraphQLContext;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.dataloader.Try;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import reactor.core.publisher.Mono;

/** Registers batched look-ups in which a key that fails does not fail the others. */
public final class BatchLookups {

    private BatchLookups() {}

    public static <K, V> void register(
            BatchLoaderRegistry registry, String name, Function<Collection<K>, Map<K, V>> lookup) {
        register(registry, name, (Collection<K> keys, GraphQLContext context) -> lookup.apply(keys));
    }

    public static <K, V> void register(
            BatchLoaderRegistry registry, String name, BiFunction<Collection<K>, GraphQLContext, Map<K, V>> lookup) {
        registry.<K, Try<V>>forName(name)
                .registerMappedBatchLoader((keys, environment) -> Mono.fromCallable(() ->
                        find(keys, some -> lookup.apply(some, Objects.requireNonNull(environment.getContext())))));
    }

    /** A {@code DataLoader} unwraps the {@code Try} of each key. */
    private static <K, V> Map<K, Try<V>> find(Collection<K> keys, Function<Collection<K>, Map<K, V>> lookup) {
        Map<K, Try<V>> found = new HashMap<>();
        Isolation.each(
                List.copyOf(keys),
                some -> lookup.apply(some).forEach((key, value) -> found.put(key, Try.succeeded(value))),
                (key, cause) -> found.put(key, Try.failed(cause)));
        return found;
    }
}
