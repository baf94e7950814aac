package io.tektonretry.access;

/** Decides what a caller may do. */
interface Authorizer {

    /**
     * Whether the caller has the right.
     *
     * @throws AccessUndecidedException when that cannot be decided
     */
    boolean allows(Caller caller, Right right);
}
