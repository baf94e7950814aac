package io.tektonretry.history.recording;

import java.util.Comparator;

/**
 * Tells states of an object apart by their age.
 *
 * @param epoch of the cluster; resourceVersions of different epochs do not compare
 */
record Version(int epoch, long resourceVersion) implements Comparable<Version> {

    private static final Comparator<Version> BY_AGE =
            Comparator.comparingInt(Version::epoch).thenComparingLong(Version::resourceVersion);

    @Override
    public int compareTo(Version other) {
        return BY_AGE.compare(this, other);
    }
}
