package io.tektonretry.tekton.finalizer;

import io.tektonretry.tekton.ClusterConfiguration;
import io.tektonretry.tekton.ClusterProperties;
import io.tektonretry.tekton.watch.ObjectMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/**
 * Removes our finalizers from outside the service and without its database, in some namespaces or in all. {@code all
 * 40s [namespace...]} is for uninstalling: it releases all objects, and repeats that for 40 s, as stopping pods of the
 * service may still add finalizers. {@code overdue 10m [namespace...]} is for a service that is down: it releases
 * objects that were deleted longer ago than 10 min, and those that a terminating namespace waits for.
 */
@Import({ClusterConfiguration.class, Finalizers.class, HeldObjects.class})
@EnableConfigurationProperties(ClusterProperties.class)
public final class FinalizerRelease {

    private static final Logger LOG = LoggerFactory.getLogger(FinalizerRelease.class);

    private static final Duration BETWEEN_PASSES = Duration.ofSeconds(2);

    private FinalizerRelease() {}

    /** Fails with an exception, hence exit code 1, when the cluster refuses to release an object. */
    public static void main(String[] arguments) throws InterruptedException {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(FinalizerRelease.class)
                .web(WebApplicationType.NONE)
                .run()) {
            HeldObjects held = context.getBean(HeldObjects.class);
            Finalizers finalizers = context.getBean(Finalizers.class);
            Duration time = DurationStyle.detectAndParse(arguments[1]);
            List<String> namespaces = List.of(arguments).subList(2, arguments.length);
            if (arguments[0].equals("all")) {
                Instant end = Instant.now().plus(time);
                while (release(finalizers, held.all(namespaces)) > 0
                        || Instant.now().isBefore(end)) {
                    Thread.sleep(BETWEEN_PASSES.toMillis());
                }
            } else {
                releaseOverdue(held, finalizers, namespaces, Instant.now().minus(time));
            }
        }
    }

    /** Collects all pages first: a refused object must not keep those of later pages. */
    private static void releaseOverdue(
            HeldObjects held, Finalizers finalizers, List<String> namespaces, Instant deletedBefore)
            throws InterruptedException {
        List<ObjectMetadata> overdue = new ArrayList<>();
        held.overdue(namespaces, deletedBefore, overdue::addAll);
        release(finalizers, overdue);
    }

    private static int release(Finalizers finalizers, List<ObjectMetadata> objects) {
        List<String> refused = new ArrayList<>();
        for (ObjectMetadata object : objects) {
            if (finalizers.release(object) instanceof Finalizers.Outcome.Failed failed) {
                refused.add(object + ": " + failed.cause().message());
            }
        }
        LOG.atInfo().addKeyValue("objects", objects.size() - refused.size()).log("Objects are released");
        if (!refused.isEmpty()) {
            throw new IllegalStateException("Objects cannot be released: " + refused);
        }
        return objects.size();
    }
}
