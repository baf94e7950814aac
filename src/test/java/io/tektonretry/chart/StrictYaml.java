package io.tektonretry.chart;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Collection;
import java.util.List;

/** Reads Kubernetes objects and refuses a field that the typed model of their kind does not have. */
final class StrictYaml {

    private static final KubernetesSerialization STRICT =
            new KubernetesSerialization(new ObjectMapper().setAnnotationIntrospector(new NoOtherFields()), true);

    private StrictYaml() {}

    static List<HasMetadata> read(String documents) {
        Collection<?> read = STRICT.unmarshal(documents);
        return read.stream().map(HasMetadata.class::cast).toList();
    }

    /** The models collect unknown fields instead of refusing them; only a kind without a model may. */
    private static final class NoOtherFields extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return annotated instanceof AnnotatedMember member
                            && member.getDeclaringClass() != GenericKubernetesResource.class
                    ? Boolean.FALSE
                    : super.hasAnySetter(annotated);
        }
    }
}
