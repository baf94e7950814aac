package io.tektonretry;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaFieldAccess.AccessType;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import jakarta.persistence.Entity;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Finds what a test may reach and the service never does. */
record UnusedParts(JavaClasses house) {

    private static final Set<String> GENERATED = Set.of("equals", "hashCode", "toString");

    /** Accessors of properties that have no effect. */
    List<String> properties() {
        return house.stream()
                .filter(type -> isOfProperties(type) && type.isRecord())
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getRawParameterTypes().isEmpty()
                        && method.getOwner().tryGetField(method.getName()).isPresent())
                .filter(method -> !isCalled(method) && !isReadWithin(method))
                .map(JavaMethod::getFullName)
                .toList();
    }

    /** Methods that tests call at most. */
    List<String> methods() {
        return house.stream()
                .filter(type -> !type.isInterface() && !type.isRecord() && !type.isEnum())
                .filter(type -> !type.isAnnotatedWith(Entity.class)) // the fields of the API are read by their names
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getAnnotations().isEmpty()
                        && !method.getModifiers().contains(JavaModifier.PRIVATE)
                        && !method.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !isInherited(method)
                        && !method.getName().equals("main"))
                .filter(method -> !isCalled(method))
                .map(JavaMethod::getFullName)
                .toList();
    }

    private static boolean isOfProperties(JavaClass type) {
        return type.isAnnotatedWith(ConfigurationProperties.class)
                || type.getEnclosingClass().filter(UnusedParts::isOfProperties).isPresent();
    }

    private static boolean isReadWithin(JavaMethod accessor) {
        return accessor.getOwner().getField(accessor.getName()).getAccessesToSelf().stream()
                .filter(access -> access.getAccessType() == AccessType.GET)
                .map(JavaFieldAccess::getOrigin)
                .anyMatch(origin -> !GENERATED.contains(origin.getName()) && !origin.equals(accessor));
    }

    private static boolean isInherited(JavaMethod method) {
        String[] parameters =
                method.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
        return Stream.concat(
                        method.getOwner().getAllRawSuperclasses().stream(),
                        method.getOwner().getAllRawInterfaces().stream())
                .anyMatch(above ->
                        above.tryGetMethod(method.getName(), parameters).isPresent()
                                || above.getMethods().stream()
                                        .anyMatch(other -> other.getName().equals(method.getName())));
    }

    private static boolean isCalled(JavaCodeUnit method) {
        return !method.getAccessesToSelf().isEmpty();
    }
}
