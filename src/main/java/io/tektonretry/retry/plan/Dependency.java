package io.tektonretry.retry.plan;

import java.util.List;

/**
 * A ConfigMap, Secret or claim that tasks of a retry need.
 *
 * @param tasks the pipeline tasks to run that need it
 */
public record Dependency(Kind kind, String name, List<String> tasks) {

    /** Its kind. */
    public enum Kind {
        CONFIG_MAP("ConfigMap"),
        SECRET("Secret"),
        CLAIM("PersistentVolumeClaim");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Kubernetes' name of the kind. */
        public String word() {
            return word;
        }
    }

    public Dependency {
        tasks = List.copyOf(tasks);
    }

    /** How messages name it. */
    public String title() {
        return kind.word() + " " + name;
    }
}
