package io.tektonretry.history.recording;

import java.util.Comparator;

/**
 * Version of an object's state; orders states by age.
 *
 * @param epoch epoch of the cluster; resourceVersions of different epochs are not comparable
 */
record Version(int epoch, long resourceVersion) implements Comparable<Version> {

    private static final Comparator<Version> BY_AGE =
            Comparator.comparingInt(Version::epoch).thenComparingLong(Version::resourceVersion);

    @Override
    public int compareTo(Version other) {
        return BY_AGE.compare(this, other);
    }
}
