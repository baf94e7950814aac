package io.tektonretry.report;

/** The order of tasks in a report, highest value first. */
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
