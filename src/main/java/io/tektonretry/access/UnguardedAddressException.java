package io.tektonretry.access;

/** Authentication is off while the service would listen to other machines. */
final class UnguardedAddressException extends RuntimeException {

    UnguardedAddressException() {
        super("tektonretry.access.mode=none lets everybody who reaches this service retry runs, "
                + "so it needs server.address=127.0.0.1 or tektonretry.access.allow-unauthenticated=true.");
    }
}
