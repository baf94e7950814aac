package io.tektonretry.report;

/** What the tasks of a report are ranked by, highest first. */
public enum FlakinessOrder {
    FLAKE_RATE("inputs_low"),
    FLIP_RATE("flip_rate"),
    COMPUTE_WASTED("wasted_flaky + wasted_not_flaky"),
    EXECUTIONS("inputs_total");

    private final String expression;

    FlakinessOrder(String expression) {
        this.expression = expression;
    }

    String sql() {
        return expression + " desc nulls last";
    }
}
