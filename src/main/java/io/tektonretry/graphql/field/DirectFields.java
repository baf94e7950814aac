package io.tektonretry.graphql.field;

import graphql.schema.DataFetcher;
import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLSchemaElement;
import graphql.schema.GraphQLTypeVisitorStub;
import graphql.util.TraversalControl;
import graphql.util.TraverserContext;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.execution.SelfDescribingDataFetcher;

/**
 * Calls the methods of controllers without collaborators directly. Spring restores the context of the call, such as the
 * caller, for each field of each object; what these methods return depends on their parameters only.
 */
@Configuration(proxyBeanMethods = false)
class DirectFields {

    /** Before Spring wraps the fields. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    GraphQlSourceBuilderCustomizer fieldsWithoutContext(ListableBeanFactory controllers) {
        return source -> source.typeVisitors(List.of(new Visitor(controllers)));
    }

    private static final class Visitor extends GraphQLTypeVisitorStub {

        private final ListableBeanFactory controllers;

        private Visitor(ListableBeanFactory controllers) {
            this.controllers = controllers;
        }

        @Override
        public TraversalControl visitGraphQLFieldDefinition(
                GraphQLFieldDefinition field, TraverserContext<GraphQLSchemaElement> context) {
            GraphQLCodeRegistry.Builder registry = context.getVarFromParents(GraphQLCodeRegistry.Builder.class);
            FieldCoordinates coordinates =
                    FieldCoordinates.coordinates((GraphQLFieldsContainer) context.getParentNode(), field);
            Method method = method(registry.getDataFetcher(coordinates, field));
            if (method != null && method.getParameterCount() > 0 && isStateless(method.getDeclaringClass())) {
                DirectField.of(controllers.getBean(method.getDeclaringClass()), method)
                        .ifPresent(direct -> registry.dataFetcher(coordinates, direct));
            }
            return TraversalControl.CONTINUE;
        }

        private static @Nullable Method method(DataFetcher<?> fetcher) {
            return fetcher instanceof SelfDescribingDataFetcher<?> described ? described.asMethod() : null;
        }

        private static boolean isStateless(Class<?> controller) {
            return Arrays.stream(controller.getDeclaredFields())
                    .allMatch(field -> Modifier.isStatic(field.getModifiers()));
        }
    }
}
