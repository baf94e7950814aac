package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.language.AbstractDescribedNode;
import graphql.language.Document;
import graphql.language.EnumTypeDefinition;
import graphql.language.EnumValueDefinition;
import graphql.language.NamedNode;
import graphql.language.Node;
import graphql.parser.Parser;
import io.tektonretry.access.Caller;
import io.tektonretry.graphql.retry.RetryCancellation;
import io.tektonretry.history.FailureClass;
import io.tektonretry.history.LineageOutcome;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.audit.AuditAction;
import io.tektonretry.history.audit.AuditOutcome;
import io.tektonretry.history.change.RunChange;
import io.tektonretry.history.coverage.GapReason;
import io.tektonretry.history.request.RetryRequestState;
import io.tektonretry.history.request.RunHolder;
import io.tektonretry.history.source.SourceProvider;
import io.tektonretry.history.task.PipelineTaskStatus;
import io.tektonretry.log.failure.LogTailMissing;
import io.tektonretry.report.FlakinessOrder;
import io.tektonretry.report.ReportGroup;
import io.tektonretry.report.ReportInterval;
import io.tektonretry.retry.plan.DefinitionChange;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryAction;
import io.tektonretry.retry.plan.RetryActionReason;
import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.retry.plan.TaskOverride;
import io.tektonretry.retry.plan.WarningCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the SDL to its promises: everything is described, and its enums are those of the code. */
class SchemaTest {

    private static final Document SCHEMA = Parser.parse(read());

    static Stream<Map.Entry<String, Class<? extends Enum<?>>>> enums() {
        return Map.<String, Class<? extends Enum<?>>>ofEntries(
                Map.entry("ActorKind", ViewerFields.ActorKind.class),
                Map.entry("AuthenticationMethod", Caller.Authentication.class),
                Map.entry("AuditAction", AuditAction.class),
                Map.entry("AuditOutcome", AuditOutcome.class),
                Map.entry("ChangeKind", RunChange.Kind.class),
                Map.entry("PipelineRunStatus", PipelineRunStatus.class),
                Map.entry("PipelineTaskStatus", PipelineTaskStatus.class),
                Map.entry("MirrorGapReason", GapReason.class),
                Map.entry("TaskAttemptCause", TaskAttemptFields.TaskAttemptCause.class),
                Map.entry("LogTailMissing", LogTailMissing.class),
                Map.entry("FailureClass", FailureClass.class),
                Map.entry("LineageOutcome", LineageOutcome.class),
                Map.entry("FlakinessOrder", FlakinessOrder.class),
                Map.entry("ReportGroup", ReportGroup.class),
                Map.entry("ReportInterval", ReportInterval.class),
                Map.entry("RetryOrigin", PipelineRunDocumentFields.RetryOrigin.class),
                Map.entry("ValueType", NamedValueFields.ValueType.class),
                Map.entry("CancelRetryRequestErrorCode", RetryCancellation.CancellationErrorCode.class),
                Map.entry("RetryRequestState", RetryRequestState.class),
                Map.entry("LabelOperator", PipelineRunFilter.Label.Operator.class),
                Map.entry("RunHolder", RunHolder.class),
                Map.entry("SourceProvider", SourceProvider.class),
                Map.entry("RetryRefusalCode", RefusalCode.class),
                Map.entry("RetryAction", RetryAction.class),
                Map.entry("RetryActionReason", RetryActionReason.class),
                Map.entry("RetryWarningCode", WarningCode.class),
                Map.entry("RetryDefinition", RetryOptions.Definition.class),
                Map.entry("RetryDefinitionChangeKind", DefinitionChange.Kind.class),
                Map.entry("RetryDefinitionAspect", DefinitionChange.Aspect.class),
                Map.entry("RetryStrategy", RetryOptions.Strategy.class),
                Map.entry("RetryFinallyPolicy", RetryOptions.FinallyPolicy.class),
                Map.entry("RetryMatrixPolicy", RetryOptions.MatrixPolicy.class),
                Map.entry("OnLostWorkspace", RetryOptions.OnLostWorkspace.class),
                Map.entry("OnMissingDependency", RetryOptions.OnMissingDependency.class),
                Map.entry("OnMissingHistory", RetryOptions.OnMissingHistory.class),
                Map.entry("TolerationOperator", TaskOverride.Toleration.Operator.class),
                Map.entry("TaintEffect", TaskOverride.Toleration.Effect.class),
                Map.entry("OnUnrepresentableValue", RetryOptions.OnUnrepresentableValue.class))
                .entrySet()
                .stream();
    }

    @ParameterizedTest
    @MethodSource("enums")
    void hasTheValuesOfTheEnumInTheCode(Map.Entry<String, Class<? extends Enum<?>>> entry) {
        List<String> inTheCode =
                Stream.of(entry.getValue().getEnumConstants()).map(Enum::name).toList();

        assertThat(enumTypes().filter(type -> type.getName().equals(entry.getKey())))
                .singleElement()
                .satisfies(type -> assertThat(type.getEnumValueDefinitions())
                        .extracting(EnumValueDefinition::getName)
                        .containsExactlyElementsOf(inTheCode));
    }

    @Test
    void hasNoEnumThatTheCodeDoesNotHave() {
        assertThat(enumTypes().map(EnumTypeDefinition::getName))
                .containsExactlyInAnyOrderElementsOf(
                        enums().map(Map.Entry::getKey).toList());
    }

    @Test
    void describesEveryTypeFieldArgumentAndValue() {
        assertThat(described(SCHEMA).filter(node -> node.getDescription() == null))
                .extracting(node -> ((NamedNode<?>) node).getName())
                .isEmpty();
    }

    private static Stream<AbstractDescribedNode<?>> described(Node<?> node) {
        Stream<AbstractDescribedNode<?>> below = node.getChildren().stream().flatMap(SchemaTest::described);
        return node instanceof AbstractDescribedNode<?> described && node instanceof NamedNode<?>
                ? Stream.concat(Stream.of(described), below)
                : below;
    }

    private static Stream<EnumTypeDefinition> enumTypes() {
        return SCHEMA.getDefinitionsOfType(EnumTypeDefinition.class).stream();
    }

    private static String read() {
        try {
            return Files.readString(Path.of("schema.graphqls"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
