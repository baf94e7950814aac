package io.tektonretry.tekton.election;

/** Receives the results of elections. */
public interface Candidacy {

    /** This replica is now the leader. */
    void elected();

    /** This replica is no longer the leader. */
    void deposed();

    /** Another replica is the leader. */
    void follows(String leader);

    /** An election has failed for this reason, and another one begins. */
    void endedEarly(String cause);
}
