package io.tektonretry.tekton.election;

/** Is told how an election stands. */
public interface Candidacy {

    /** This replica leads from now on. */
    void elected();

    /** This replica leads no longer. */
    void deposed();

    /** Another replica leads. */
    void follows(String leader);

    /** An election has ended because of this, and another one begins. */
    void endedEarly(String cause);
}
