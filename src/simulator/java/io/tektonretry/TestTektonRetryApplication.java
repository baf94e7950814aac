package io.tektonretry;

import org.springframework.boot.SpringApplication;

/** Starts the service for development: with a database of its own and, but for the profile {@code cluster}, a simulated cluster. */
public final class TestTektonRetryApplication {

    private TestTektonRetryApplication() {}

    public static void main(String[] arguments) {
        SpringApplication.from(TektonRetryApplication::main)
                .with(DeveloperServices.class)
                .withAdditionalProfiles("developer")
                .run(arguments);
    }
}
