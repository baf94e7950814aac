package io.tektonretry.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.tektonretry.cluster.Account;
import io.tektonretry.cluster.Grant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The objects that the Helm chart makes of some values, in the release {@code retry} of the namespace {@code tools}. */
public record Chart(List<HasMetadata> objects) {

    private static final Path FOLDER = Path.of("helm");

    private static final String NAMESPACE = "tools";

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

    /** The same with the objects of hooks. */
    static Chart withHooks(Map<String, ?> values) {
        TemplateCommand template = template(hooksAsObjects());
        values.forEach(template::set);
        return of(template);
    }

    /** The same with the objects of hooks. */
    static Chart withHooks(String file) {
        return of(template(hooksAsObjects()).withValuesFile(Path.of("src/test/resources/helm", file)));
    }

    /** A copy of the chart whose hooks have another name, since Helm's library leaves them out. */
    private static Path hooksAsObjects() {
        try {
            Path folder = Files.createTempDirectory("chart");
            try (Stream<Path> files = Files.walk(FOLDER)) {
                for (Path source : files.filter(Files::isRegularFile).toList()) {
                    Path copy = folder.resolve(FOLDER.relativize(source));
                    Files.createDirectories(copy.getParent());
                    Files.writeString(copy, Files.readString(source).replace("helm.sh/hook:", "hook:"));
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TemplateCommand template(Path folder) {
        return new Helm(folder)
                .template()
                .withName("retry")
                .withNamespace(NAMESPACE)
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

    /** The account of the pods, which need the token of one, with everything that a role binds to it. */
    Account account(PodTemplateSpec pod) {
        String name = pod.getSpec().getServiceAccountName();
        if (!Boolean.TRUE.equals(pod.getSpec().getAutomountServiceAccountToken())) {
            throw new AssertionError("The pods of " + name + " get no token");
        }
        return new Account(
                "system:serviceaccount:%s:%s".formatted(NAMESPACE, name),
                Stream.concat(
                                all(RoleBinding.class)
                                        .filter(binding -> isFor(name, binding.getSubjects()))
                                        .flatMap(binding ->
                                                grants(binding.getMetadata().getNamespace(), binding.getRoleRef())),
                                all(ClusterRoleBinding.class)
                                        .filter(binding -> isFor(name, binding.getSubjects()))
                                        .flatMap(binding -> grants("", binding.getRoleRef())))
                        .toList());
    }

    private static boolean isFor(String account, List<Subject> subjects) {
        return subjects.stream()
                .anyMatch(subject -> subject.getKind().equals("ServiceAccount")
                        && subject.getName().equals(account)
                        && subject.getNamespace().equals(NAMESPACE));
    }

    /** Those of a Role of the namespace, or of a ClusterRole where that is empty. */
    private Stream<Grant> grants(String namespace, RoleRef role) {
        return (namespace.isEmpty()
                        ? all(ClusterRole.class)
                                .filter(found -> found.getMetadata().getName().equals(role.getName()))
                                .flatMap(found -> found.getRules().stream())
                        : all(Role.class)
                                .filter(found -> found.getMetadata().getName().equals(role.getName())
                                        && found.getMetadata().getNamespace().equals(namespace))
                                .flatMap(found -> found.getRules().stream()))
                .map(rule -> new Grant(
                        namespace, rule.getVerbs(), rule.getApiGroups(), rule.getResources(), rule.getResourceNames()));
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
