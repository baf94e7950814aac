package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.schema.idl.RuntimeWiring;
import io.tektonretry.access.Caller;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.task.PipelineTask;
import io.tektonretry.history.task.TaskAttempt;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.data.method.annotation.support.AnnotatedControllerConfigurer;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.execution.SchemaMappingInspector;
import org.springframework.graphql.execution.SchemaReport;

@GraphQlContext
class SchemaMappingIT {

    @Autowired
    GraphQlSource source;

    @Autowired
    AnnotatedControllerConfigurer controllers;

    @Test
    void theCodeHasWhatTheSchemaPromisesAndNothingElse() {
        RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring();
        controllers.configure(wiring);

        SchemaReport report = SchemaMappingInspector.initializer()
                .classMapping("PipelineRun", PipelineRunRecord.class)
                .classMapping("Viewer", Caller.class)
                .classMapping("PipelineTask", PipelineTask.class)
                .classMapping("TaskAttempt", TaskAttempt.class)
                .classMapping("RetryLineage", RetryLineage.class)
                .classMapping("RetryRequest", RetryRequest.class)
                .inspect(source.schema(), wiring.build().getDataFetchers());

        assertThat(report.unmappedFields()).isEmpty();
        assertThat(report.unmappedRegistrations()).isEmpty();
        assertThat(report.unmappedArguments()).isEmpty();
        assertThat(report.fieldNullnessErrors()).isEmpty();
        assertThat(report.argumentNullnessErrors()).isEmpty();
        assertThat(report.skippedTypes()).isEmpty();
    }
}
