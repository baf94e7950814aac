package io.tektonretry.graphql.retry;

import io.tektonretry.access.AccessUndecidedException;
import io.tektonretry.access.CurrentCaller;
import io.tektonretry.access.RunAccess;
import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.error.RunNotFoundException;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.visible.RequesterRights;
import io.tektonretry.graphql.visible.VisibleRuns;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.retry.PipelineRunRetrier;
import io.tektonretry.retry.RetryCommand;
import io.tektonretry.retry.RetryResult;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.retry.plan.RetryOptions.Definition;
import io.tektonretry.retry.plan.RetryPlan;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;

/** Previews and creates retries. */
@Controller
final class RetryController {

    private final PipelineRunRetrier retrier;
    private final VisibleRuns visible;
    private final RunAccess access;
    private final CurrentCaller caller;
    private final RejectedCallAudit turnedAway;
    private final Clock clock;

    RetryController(
            PipelineRunRetrier retrier,
            VisibleRuns visible,
            RunAccess access,
            CurrentCaller caller,
            RejectedCallAudit turnedAway,
            Clock clock) {
        this.retrier = retrier;
        this.visible = visible;
        this.access = access;
        this.caller = caller;
        this.turnedAway = turnedAway;
        this.clock = clock;
    }

    @QueryMapping
    RetryPlan retryPlan(@Argument RetryInput input) {
        UUID uid = NodeId.parseRun(input.runId());
        return visible.find(uid)
                .flatMap(run -> plan(run, input))
                .orElseThrow(() -> new RunNotFoundException(input.runId()));
    }

    /**
     * Readers of runs may lack the right to read current pipelines; callers who may create runs could read them through
     * a run.
     */
    private Optional<RetryPlan> plan(PipelineRunRecord run, RetryInput input) {
        RetryOptions options = input.options();
        String forbidden = options.definition() == Definition.CURRENT ? forbidden(run, input) : null;
        return forbidden == null
                ? retrier.plan(run.uid(), options)
                : Optional.of(RetryPlan.refused(
                        run.uid().toString(), 0, List.of(Refusal.of(RefusalCode.FORBIDDEN, forbidden))));
    }

    /** Errors on which the caller can act are returned as data, even for a malformed id. */
    @MutationMapping
    RetryPayload retryPipelineRun(@Argument RetryInput input) {
        return input.invalid(clock.instant())
                .map(invalid -> invalid(input, invalid.name(), invalid.message()))
                .orElseGet(() -> retry(input, null));
    }

    /**
     * Retries one run.
     *
     * @param place position of the run in a bulk retry; null for a single run
     */
    RetryPayload retry(RetryInput input, @Nullable Integer place) {
        try {
            UUID uid = NodeId.parseRun(input.runId());
            return visible.find(uid)
                    .map(run -> retry(run, input, place))
                    .orElseThrow(() -> new RunNotFoundException(input.runId()));
        } catch (RunNotFoundException e) {
            return turnedAway(input, RefusalCode.RUN_NOT_FOUND, e.getMessage());
        } catch (InvalidInputException e) {
            return invalid(input, "runId", e.getMessage());
        } catch (AccessUndecidedException e) {
            return turnedAway(
                    input,
                    RefusalCode.CLUSTER_UNAVAILABLE,
                    "The API server did not answer whether you may do this; try again");
        }
    }

    private RetryPayload retry(PipelineRunRecord run, RetryInput input, @Nullable Integer place) {
        String forbidden = forbidden(run, input);
        if (forbidden != null) {
            return turnedAway(input, RefusalCode.FORBIDDEN, forbidden);
        }
        Instant notBefore = input.notBefore();
        RetryResult result = retrier.retry(new RetryCommand(
                run.uid(),
                input.options(),
                input.planVersion(),
                input.reason(),
                RequesterRights.requester(caller),
                input.idempotencyKey(),
                notBefore == null ? null : notBefore.truncatedTo(ChronoUnit.MILLIS),
                place));
        return RetryPayload.of(input, result);
    }

    /** What {@link #retry} would do; leaves no trace. */
    RetryPayload preview(RetryInput input) {
        PipelineRunRecord run = visible.find(NodeId.parseRun(input.runId())).orElse(null);
        String forbidden = run == null ? null : forbidden(run, input);
        if (forbidden != null) {
            return RetryPayload.refused(input, Refusal.of(RefusalCode.FORBIDDEN, forbidden));
        }
        return Optional.ofNullable(run)
                .flatMap(found -> retrier.plan(found.uid(), input.options()))
                .map(plan -> RetryPayload.of(input, plan))
                .orElseGet(() -> RetryPayload.refused(
                        input,
                        Refusal.of(RefusalCode.RUN_NOT_FOUND, new RunNotFoundException(input.runId()).getMessage())));
    }

    private RetryPayload turnedAway(RetryInput input, RefusalCode code, String message) {
        return RetryPayload.refused(input, turnedAway.from(input, Refusal.of(code, message)));
    }

    private RetryPayload invalid(RetryInput input, String argument, String message) {
        turnedAway.from(input, Refusal.of(RefusalCode.INVALID_INPUT, message));
        return RetryPayload.invalid(input, argument, message);
    }

    /**
     * Names the missing right; null when none is. The verb {@code retry} does not allow to change what runs, or how.
     */
    private @Nullable String forbidden(PipelineRunRecord run, RetryInput input) {
        List<String> beyond = input.options().beyondRetry();
        if (!beyond.isEmpty() && access.mayCreate(run.namespace())) {
            return null;
        }
        if (!access.mayRetry(run.namespace())) {
            return "Retrying PipelineRun %s/%s needs the right to `create` or `retry` pipelineruns.tekton.dev in %s"
                    .formatted(run.namespace(), run.name(), run.namespace());
        }
        return beyond.isEmpty()
                ? null
                : "Retrying PipelineRun %s/%s with %s needs the right to `create` pipelineruns.tekton.dev in %s; `retry` is not enough"
                        .formatted(run.namespace(), run.name(), String.join(", ", beyond), run.namespace());
    }
}
