package io.tektonretry.access;

/** Says what a caller may do. */
interface Authorizer {

    /**
     * Whether the caller has the right.
     *
     * @throws AccessUndecidedException when nobody can say
     */
    boolean allows(Caller caller, Right right);
}
