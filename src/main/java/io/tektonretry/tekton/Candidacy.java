package io.tektonretry.tekton;

/** Is told how an election stands. */
public interface Candidacy {

    /** This replica leads from now on. */
    void elected();

    /** This replica leads no longer. */
    void deposed();

    /** Another replica leads. */
    void follows(String leader);
}
