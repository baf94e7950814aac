package crooked.graphql;

import crooked.retry.plan.RetryPlanner;

/** Plans by itself. */
final class PlanController {

    String plan() {
        return RetryPlanner.plan();
    }
}
