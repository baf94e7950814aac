package io.tektonretry;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ClassesTransformer;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.NullMarked;
import org.springframework.stereotype.Repository;

/** The rules of the house, for the house below a root package. */
record HouseRules(String root) {

    /** Which package may import which others; a package that is not named here is not part of the house. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            may("", ""),
            may("worker", ""),
            may("web", ""),
            may("dashboard", "web"),
            may("login", "web"),
            may("cloudevent", ""),
            may("schedule", "history.database tekton"),
            may("tekton", "worker"),
            may("tekton.watch", "tekton worker"),
            may("tekton.finalizer", "tekton tekton.watch"),
            may("history", "history.database history.source"),
            may("history.database", ""),
            may("history.source", ""),
            may("history.task", "history history.database"),
            may("history.document", "history history.database"),
            may("history.change", "history.database"),
            may("history.coverage", "history.database"),
            may("history.evidence", "history history.change history.database history.document"),
            may("history.audit", "history history.database"),
            may("history.request", "history history.audit history.database"),
            may("history.retention", "history history.database history.document"),
            may(
                    "history.recording",
                    "history history.change history.coverage history.database history.document history.evidence"
                            + " history.retention history.source history.task"),
            may(
                    "mirror",
                    "history history.coverage history.database history.evidence history.recording history.retention"
                            + " tekton tekton.finalizer tekton.watch worker"),
            may(
                    "retention",
                    "history history.audit history.coverage history.database history.recording history.request"
                            + " history.retention retry"),
            may("retry.plan", ""),
            may("retry.option", "history.request retry.plan"),
            may("retry.summary", "history history.document retry.plan worker"),
            may(
                    "retry",
                    "history history.audit history.database history.document history.recording history.request report"
                            + " retry.option retry.plan retry.summary tekton worker"),
            may("retry.automatic", "history history.audit history.database history.document retry retry.plan"),
            may("retry.pipelinesascode", "history history.document retry tekton"),
            may("report", "history report.fact"),
            may("report.fact", ""),
            may("telemetry", "history history.database worker"),
            may("export", "access history history.database history.task web"),
            may("access", "tekton web"),
            may("log", "access history.evidence tekton web"),
            may("log.failure", "history.database tekton worker"),
            may("graphql.error", "access history history.database history.document web"),
            may("graphql.scalar", ""),
            may("graphql.relay", "graphql.error graphql.scalar history.database"),
            may("graphql.filter", "graphql.error history history.source history.task"),
            may(
                    "graphql.limit",
                    "access graphql.error graphql.field graphql.relay graphql.scalar history.database web worker"),
            may(
                    "graphql.visible",
                    "access graphql.error history history.audit history.database history.request retry retry.automatic"
                            + " retry.plan web"),
            may("graphql.document", "graphql.error graphql.limit web"),
            may("graphql.field", "graphql.relay"),
            may("graphql.report", "graphql.error graphql.filter graphql.relay graphql.visible report"),
            may(
                    "graphql.live",
                    "access graphql.error graphql.relay graphql.visible history history.change history.database"
                            + " history.source history.task web worker"),
            may(
                    "graphql.retry",
                    "access graphql.error graphql.filter graphql.limit graphql.relay graphql.scalar graphql.visible history"
                            + " history.audit history.database history.request retry retry.plan"),
            may(
                    "graphql",
                    "access graphql.error graphql.field graphql.filter graphql.limit graphql.live graphql.relay"
                            + " graphql.scalar graphql.visible history history.audit history.change history.coverage history.database"
                            + " history.document history.evidence history.request history.task log log.failure retry"
                            + " retry.option retry.plan web"));

    private static Map.Entry<String, Set<String>> may(String room, String others) {
        return Map.entry(room, Set.of(others.isEmpty() ? new String[0] : others.split(" ")));
    }

    /** Classes of {@code tekton} that touch no cluster: every package may use them. */
    private static final List<String> PURE = List.of(
            "tekton.TektonKeys", "tekton.RunState", "tekton.RunState$Status", "tekton.Incarnation", "tekton.PlainText");

    private static final String PLAN = "retry.plan";

    private static final List<String> TELL_THE_TIME = List.of(
            "schedule.ClockConfiguration", // the clock itself
            "tekton.finalizer.FinalizerRelease"); // a program of its own

    private static final List<String> START_THREADS = List.of(
            "worker.WorkerThread", // every loop
            "access.ParallelReviews", // bounded, and refuses what is too much
            "history.database.DatabaseWait", // a shutdown hook, before there is a context
            "history.database.TimeLimit", // interrupts the others
            "log.LogConfiguration", // the HTTP client needs an executor
            "tekton.EventWriter", // bounded, and drops what is too much
            "web.AnswerStreams"); // ends answers that take too long; web imports no worker

    List<ArchRule> rules() {
        return List.of(
                importOnlyWhatTheyMay(),
                haveNoCycles(),
                leaveThePlannerToTheRetrier(),
                planFromValuesAlone(),
                planWithoutAClock(),
                tellTheTimeByTheClock(),
                startNoThreads(),
                exportNothing(),
                leaveEntityManagersToRepositories(),
                haveTellingNames(),
                areNullMarked());
    }

    private ArchRule importOnlyWhatTheyMay() {
        return classes().should(new ArchCondition<>("import only what their package may") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> !mayImport(type, dependency))
                        .map(dependency -> SimpleConditionEvent.violated(dependency, dependency.getDescription()))
                        .forEach(events::add);
            }
        });
    }

    private boolean mayImport(JavaClass type, Dependency dependency) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        String from = room(type.getPackageName());
        String to = room(target.getPackageName());
        return !isOurs(target)
                || from.equals(to)
                || isPure(target)
                || MAY_IMPORT.getOrDefault(from, Set.of()).contains(to);
    }

    private ArchRule haveNoCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    private ArchRule leaveThePlannerToTheRetrier() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".graphql..")
                .should()
                .dependOnClassesThat(name(root + "." + PLAN + ".RetryPlanner"))
                .allowEmptyShould(true);
    }

    private ArchRule planFromValuesAlone() {
        return classes()
                .that()
                .resideInAPackage(root + "." + PLAN)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                root + "." + PLAN,
                                "java.lang..",
                                "java.math",
                                "java.nio.charset",
                                "java.security",
                                "java.time..",
                                "java.util",
                                "java.util.function",
                                "java.util.regex",
                                "java.util.stream",
                                "org.jspecify.annotations",
                                "tools.jackson..")
                        .or(DescribedPredicate.describe("are pure", this::isPure)));
    }

    private ArchRule planWithoutAClock() {
        return noClasses()
                .that()
                .resideInAPackage(root + "." + PLAN)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime");
    }

    private ArchRule tellTheTimeByTheClock() {
        return noClasses()
                .that(areNot(TELL_THE_TIME))
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethodWhere(target(owner(name(Clock.class.getName()))).and(target(nameStartingWith("system"))))
                .orShould()
                .callMethodWhere(target(nameMatching("now")).and(target(owner(resideInAPackage("java.time")))))
                .as("no classes should read the time but from the injected clock");
    }

    private ArchRule startNoThreads() {
        return noClasses()
                .that(areNot(START_THREADS))
                .should()
                .callConstructorWhere(target(owner(assignableTo(Thread.class))))
                .orShould()
                .callConstructorWhere(target(owner(assignableTo(ExecutorService.class))))
                .orShould()
                .callMethodWhere(target(owner(name(Executors.class.getName()))))
                .as("no classes should start threads but the worker and a few with a reason");
    }

    private DescribedPredicate<JavaClass> areNot(List<String> exceptions) {
        return DescribedPredicate.describe(
                "are not exceptions",
                type -> exceptions.stream().noneMatch(each -> type.getName().equals(root + "." + each)));
    }

    private ArchRule exportNothing() {
        return noClasses()
                .that()
                .resideInAnyPackage(root + ".mirror", root + ".graphql")
                .and()
                .areTopLevelClasses()
                .should()
                .bePublic();
    }

    private ArchRule leaveEntityManagersToRepositories() {
        return noClasses()
                .that()
                .areNotAnnotatedWith(Repository.class)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(EntityManager.class);
    }

    ArchRule haveTellingNames() {
        return noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper|Manager|Dto|DTO)");
    }

    ArchRule areNullMarked() {
        ClassesTransformer<JavaPackage> packages = new AbstractClassesTransformer<>("packages") {
            @Override
            public Iterable<JavaPackage> doTransform(JavaClasses classes) {
                return classes.stream().map(JavaClass::getPackage).distinct().toList();
            }
        };
        return all(packages).should(new ArchCondition<>("have a null-marked package-info") {
            @Override
            public void check(JavaPackage item, ConditionEvents events) {
                if (!item.isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(item, item.getName() + " is not null-marked"));
                }
            }
        });
    }

    private boolean isOurs(JavaClass type) {
        return (type.getPackageName() + ".").startsWith(root + ".");
    }

    private boolean isPure(JavaClass type) {
        return isOurs(type) && PURE.contains(type.getName().substring(root.length() + 1));
    }

    private String room(String name) {
        return name.startsWith(root + ".") ? name.substring(root.length() + 1) : "";
    }
}
