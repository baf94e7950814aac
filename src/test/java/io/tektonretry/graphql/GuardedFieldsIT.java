package io.tektonretry.graphql;

import static graphql.schema.GraphQLTypeUtil.unwrapAll;
import static org.assertj.core.api.Assertions.assertThat;

import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.execution.GraphQlSource;

/** The fields are those of the schema: one that has no entry fails a test with its name. */
@GraphQlContext
class GuardedFieldsIT {

    private final GraphQLSchema schema;

    GuardedFieldsIT(@Autowired GraphQlSource source) {
        this.schema = source.schema();
    }

    @Test
    void everyRootFieldHasAProbe() {
        Set<String> fields = new TreeSet<>(names(schema.getQueryType()));
        fields.addAll(names(Objects.requireNonNull(schema.getMutationType())));

        assertThat(fields).containsExactlyInAnyOrderElementsOf(GuardedFields.PROBES.keySet());
        assertThat(schema.getSubscriptionType() == null ? Set.of() : names(schema.getSubscriptionType()))
                .isEqualTo(GuardedFields.SUBSCRIPTIONS.keySet());
    }

    @Test
    void everyTypeOfNodesIsTried() {
        assertThat(nodeTypes()).containsExactlyInAnyOrderElementsOf(GuardedFields.NODES.keySet());
    }

    @Test
    void everyFieldThatGivesNodesIsKnownToBeGuarded() {
        Set<String> roots = Set.of("Query", "Mutation", "Subscription");
        Set<String> known = new TreeSet<>(GuardedFields.OF_THE_SAME_NAMESPACE);
        known.addAll(GuardedFields.CHECKED.keySet());

        assertThat(schema.getAllTypesAsList().stream()
                        .filter(GraphQLObjectType.class::isInstance)
                        .map(GraphQLObjectType.class::cast)
                        .filter(type -> !roots.contains(type.getName()))
                        .flatMap(type -> type.getFields().stream()
                                .filter(this::givesNodes)
                                .map(field -> type.getName() + "." + field.getName())))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    private boolean givesNodes(GraphQLFieldDefinition field) {
        String type = unwrapAll(field.getType()).getName();
        return nodeTypes()
                .anyMatch(node ->
                        List.of(node, node + "Edge", node + "Connection").contains(type));
    }

    private Stream<String> nodeTypes() {
        return schema.getImplementations((GraphQLInterfaceType) Objects.requireNonNull(schema.getType("Node"))).stream()
                .map(GraphQLObjectType::getName);
    }

    private static Set<String> names(GraphQLObjectType type) {
        return new TreeSet<>(
                type.getFields().stream().map(GraphQLFieldDefinition::getName).toList());
    }
}
