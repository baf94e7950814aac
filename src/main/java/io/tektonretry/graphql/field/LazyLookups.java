package io.tektonretry.graphql.field;

import graphql.ExecutionInput;
import graphql.GraphQLContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderRegistry;
import org.dataloader.instrumentation.DataLoaderInstrumentation;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.graphql.execution.DefaultBatchLoaderRegistry;
import org.springframework.stereotype.Component;

/** Makes a {@code DataLoader} when a field asks for it: an operation needs few of them, and Spring would make all. */
public @Component final class LazyLookups implements BatchLoaderRegistry {

    private final Map<String, DefaultBatchLoaderRegistry> lookups = new HashMap<>();

    @Override
    public <K, V> RegistrationSpec<K, V> forTypePair(Class<K> key, Class<V> value) {
        return forName(value.getName());
    }

    @Override
    public <K, V> RegistrationSpec<K, V> forName(String name) {
        return lookups.computeIfAbsent(name, added -> new DefaultBatchLoaderRegistry())
                .forName(name);
    }

    @Override
    public boolean hasRegistrations() {
        return !lookups.isEmpty();
    }

    /** Adds none before the operation asks. */
    @Override
    public void registerDataLoaders(DataLoaderRegistry registry, GraphQLContext context) {}

    /** The operation with look-ups that are made on demand, and observed as those that it has. */
    public ExecutionInput addTo(ExecutionInput operation) {
        DataLoaderInstrumentation observed = operation.getDataLoaderRegistry().getInstrumentation();
        return operation.transform(
                changed -> changed.dataLoaderRegistry(new OnDemand(lookups, operation.getGraphQLContext(), observed)));
    }

    private static final class OnDemand extends DataLoaderRegistry {

        private final Map<String, DefaultBatchLoaderRegistry> lookups;
        private final GraphQLContext context;

        private OnDemand(
                Map<String, DefaultBatchLoaderRegistry> lookups,
                GraphQLContext context,
                @Nullable DataLoaderInstrumentation observed) {
            super(new ConcurrentHashMap<>(), observed);
            this.lookups = lookups;
            this.context = context;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <K, V> @Nullable DataLoader<K, V> getDataLoader(String name) {
            DefaultBatchLoaderRegistry lookup = lookups.get(name);
            return lookup == null
                    ? super.getDataLoader(name)
                    : (DataLoader<K, V>) dataLoaders.computeIfAbsent(name, key -> made(key, lookup));
        }

        private DataLoader<?, ?> made(String name, DefaultBatchLoaderRegistry lookup) {
            DataLoaderRegistry.Builder made = DataLoaderRegistry.newRegistry();
            DataLoaderRegistry one = (instrumentation == null ? made : made.instrumentation(instrumentation)).build();
            lookup.registerDataLoaders(one, context);
            return Objects.requireNonNull(one.getDataLoader(name));
        }
    }
}
