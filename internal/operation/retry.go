package operation

import (
	"context"
	"fmt"
	"slices"

	"snapdeck/internal/inventory"
)

// ConsentError means that a retry is destructive and needs a new confirmation.
type ConsentError struct{ Operation Operation }

// Error names the failed operation.
func (e *ConsentError) Error() string {
	return fmt.Sprintf("to try operation %s, %s, again has to be confirmed", e.Operation.ID, e.Operation.Kind)
}

// Retry is how a user retries an operation.
type Retry string

// The ways to retry.
const (
	RetryAtOnce   Retry = "at-once"  // by a click
	RetryReviewed Retry = "reviewed" // by the form that reviews all its steps
	RetryAsNew    Retry = "as-new"   // by the form that requests it, like a new one
)

// HowToRetry returns how a user retries the operation. What destroys or was prevented is reviewed, and so are the steps of
// a chain of which one is.
func (o Operation) HowToRetry() Retry {
	s := o.Kind.Spec()
	switch {
	case s.retryAsNew:
		return RetryAsNew
	case s.destroys, o.Prevented() != "", s.reviewedInChain && o.Chain != "":
		return RetryReviewed
	default:
		return RetryAtOnce
	}
}

// CanBeRetried reports whether a user may retry the operation: it failed, or a user cancelled it. A cancelled
// deletion is not offered again, and a step that was not started is retried with the operation that it depends
// on.
func (o Operation) CanBeRetried() bool {
	switch {
	case o.State == Cancelled:
		return o.HowToRetry() != RetryAsNew && o.Prevented() == "" && o.Task.DependsOn == "" && !o.Kind.Destroys()
	case o.State != Failed || o.Prevented() != "":
		return false
	default:
		return o.Failure == nil || o.Failure.Kind != NotStarted
	}
}

// RetryPlan describes the retry of an operation.
type RetryPlan struct {
	Of       Operation
	Requests []Request
	Steps    []RetryStep // one for each of Requests
	Destroys bool        // it needs confirmation
	Phrase   string      // that confirms it; see ConfirmedBy
}

// RetryStep is one step that will run, and why.
type RetryStep struct {
	Of       Operation // that it retries
	Repeated bool      // it was done before, and its effect is gone
}

// PlanRetry plans the retry of an operation: the operation itself, or the steps of its chain from the failed
// one on, and earlier ones whose effect is gone. It returns ErrTooLate when a retry is impossible.
func (e *Engine) PlanRetry(ctx context.Context, id string) (RetryPlan, error) {
	old, err := e.ledger.Operation(ctx, id)
	if err != nil {
		return RetryPlan{}, fmt.Errorf("read operation %s: %w", id, err)
	}
	asNew := old.HowToRetry() == RetryAsNew // its form reviews it, and gives it an undo window
	stopped := old.Prevented() != "" && !asNew
	if !old.CanBeRetried() && !stopped {
		return RetryPlan{}, fmt.Errorf("try operation %s again, which is %s: %w", id, old.State, ErrTooLate)
	}
	steps, err := e.chainOf(ctx, old)
	if err != nil {
		return RetryPlan{}, err
	}
	if old.Chain == "" && old.Task.DependsOn == "" {
		steps = []Operation{old}
	}
	plan := RetryPlan{Of: old}
	view := e.inventory.View()
	for _, step := range steps {
		if step.ID != old.ID && step.State == Done && effectRemains(view, step) && !(step.Kind == StartServer && plan.stops()) {
			continue
		}
		plan.Requests = append(plan.Requests, e.retryRequest(view, step, steps, len(plan.Requests) > 0))
		plan.Steps = append(plan.Steps, RetryStep{Of: step, Repeated: step.State == Done})
		plan.Destroys = plan.Destroys || step.Kind.Destroys()
	}
	plan.Phrase = plan.phrase(view)
	if plan.Destroys && e.timing.UndoWindow > 0 && !asNew {
		plan.Requests[0].NotBefore = e.now().Add(e.timing.UndoWindow)
	}
	return plan, nil
}

// phrase names what no longer exists as the old operations did.
func (p RetryPlan) phrase(view *inventory.View) string {
	ops := make([]Operation, 0, len(p.Requests))
	for i, r := range p.Requests {
		ops = append(ops, r.operation(view).withNamesOf(p.Steps[i].Of))
	}
	return phraseOf(ops, nil)
}

func (p RetryPlan) stops() bool {
	return slices.ContainsFunc(p.Requests, func(r Request) bool { return r.Kind == StopServer })
}

// effectRemains reports whether the effect of a completed step still exists, as far as known.
func effectRemains(view *inventory.View, step Operation) bool {
	remains := step.Kind.Spec().remains
	return remains == nil || remains(view, step)
}

// retryRequest is the request to retry a step.
func (e *Engine) retryRequest(view *inventory.View, step Operation, steps []Operation, follows bool) Request {
	r := Request{
		Kind: step.Kind, SnapshotID: step.SnapshotID, DatacenterID: step.DatacenterID, VolumeID: step.VolumeID,
		Params: step.Params, Task: step.Task, DependsOnPrevious: follows, RetryOf: step.ID, Batch: step.Batch,
	}
	r.Task.DependsOn, r.Task.Holds = "", nil
	if again := step.Kind.Spec().again; again != nil {
		return again(view, r, step, steps)
	}
	return r
}

// Retry records the retry of an operation and the steps that would have followed, as new operations that are
// linked to the old ones; a second call returns the same ones. It returns ErrTooLate when the old one did not
// fail, and a *ConsentError for a destructive one.
func (e *Engine) Retry(ctx context.Context, id string, by Actor) (Result, error) {
	plan, err := e.PlanRetry(ctx, id)
	if err != nil {
		return Result{}, err
	}
	if plan.Destroys {
		return Result{}, &ConsentError{plan.Of}
	}
	return e.RetryConfirmed(ctx, plan, Key{Form: "retry/" + id}, by)
}

// RetryConfirmed is Retry for a plan that a user has confirmed, even a destructive one: its requests carry its phrase.
func (e *Engine) RetryConfirmed(ctx context.Context, plan RetryPlan, key Key, by Actor) (Result, error) {
	ops := e.operations(by, key, plan.Requests)
	for i := range ops {
		ops[i] = ops[i].withNamesOf(plan.Steps[i].Of)
	}
	result, err := e.submit(ctx, plan.Requests, Submission{Ops: ops, Exclusive: plan.Destroys})
	if err != nil {
		return Result{}, fmt.Errorf("try operation %s again: %w", plan.Of.ID, err)
	}
	return result, nil
}

// RetryFailed retries the failed operations of a batch, as new operations of the same batch, and returns their
// number. Destructive ones are left out and counted: a user confirms them in their form. It is idempotent.
func (e *Engine) RetryFailed(ctx context.Context, batch []Operation, by Actor) (n int, confirm []Operation, err error) {
	for _, op := range LatestAttempts(batch) {
		if !op.Retriable() {
			continue
		}
		if op.Kind.Destroys() {
			confirm = append(confirm, op)
			continue
		}
		if _, err := e.Retry(ctx, op.ID, by); err != nil {
			return n, confirm, err
		}
		n++
	}
	return n, confirm, nil
}

// Retriable reports whether an operation failed and can be retried by itself.
func (o Operation) Retriable() bool { return o.State == Failed && o.CanBeRetried() }
