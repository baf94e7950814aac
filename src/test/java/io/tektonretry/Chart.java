package io.tektonretry;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The objects that the Helm chart makes of some values, in the release {@code retry} of the namespace {@code tools}. */
record Chart(List<HasMetadata> objects) {

    private static final Path FOLDER = Path.of("helm");

    static LintResult lint() {
        return new Helm(FOLDER).lint().strict().call();
    }

    static Chart with(Map<String, ?> values) {
        TemplateCommand template = template(FOLDER);
        values.forEach(template::set);
        return of(template);
    }

    static Chart withFile(String name) {
        return of(template(FOLDER).withValuesFile(Path.of("src/test/resources/helm", name)));
    }

    /** The same with the objects of hooks, which Helm's library leaves out unless their annotation has another name. */
    static Chart withHooks(String file) throws IOException {
        Path folder = Files.createTempDirectory("chart");
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path source : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(FOLDER.relativize(source));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(source).replace("helm.sh/hook:", "hook:"));
            }
        }
        return of(template(folder).withValuesFile(Path.of("src/test/resources/helm", file)));
    }

    private static TemplateCommand template(Path folder) {
        return new Helm(folder)
                .template()
                .withName("retry")
                .withNamespace("tools")
                .withKubeVersion("1.34.0");
    }

    private static Chart of(TemplateCommand template) {
        return new Chart(StrictYaml.read(template.call()));
    }

    Stream<String> names() {
        return objects.stream()
                .map(object -> object.getKind() + " " + object.getMetadata().getName());
    }

    <T extends HasMetadata> T only(Class<T> kind) {
        List<T> found = all(kind).toList();
        if (found.size() != 1) {
            throw new AssertionError("There are " + found.size() + " objects of " + kind);
        }
        return found.get(0);
    }

    /** Every right that is granted, such as {@code get tekton.dev/pipelineruns}, behind the name of its role. */
    Stream<String> rights() {
        return Stream.concat(
                all(Role.class).flatMap(role -> rights(role, role.getRules())),
                all(ClusterRole.class).flatMap(role -> rights(role, role.getRules())));
    }

    <T extends HasMetadata> Stream<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }

    private static Stream<String> rights(HasMetadata role, List<PolicyRule> rules) {
        return rules.stream()
                .flatMap(rule -> rule.getVerbs().stream()
                        .flatMap(verb -> rule.getApiGroups().stream()
                                .flatMap(group -> rule.getResources().stream()
                                        .map(resource -> "%s: %s %s/%s"
                                                .formatted(role.getMetadata().getName(), verb, group, resource)))));
    }
}
