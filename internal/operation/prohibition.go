package operation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"snapdeck/internal/backoff"
	"snapdeck/internal/inventory"
)

// prohibition is a rule that may forbid a call. It is read from IONOS Cloud for the resource that is about to
// be changed; Snapdeck's own data may add a prohibition and never lifts one.
type prohibition struct {
	cause string // one of Causes
	// reads returns a sentence why the call is forbidden, or "". An error forbids the call too.
	reads func(*Engine, context.Context, Operation, *evidence) (forbidden string, err error)
}

// evidence caches what was read before one call, for several prohibitions.
type evidence struct {
	snapshot  inventory.Snapshot // that is about to be changed
	labels    map[string]string  // of the snapshot
	remaining []string           // ids of good snapshots that were seen to remain
}

// precheckResult is the result of a precheck. The zero value permits the call.
type precheckResult struct {
	failure     *Failure // it is impossible
	alreadyDone string   // a sentence when the requested state is reached already; empty otherwise
	cause       string   // one of Causes when it is forbidden
	why         string   // the reason, in a sentence
	remaining   []string
	at          time.Time // when the first read began
}

func (v precheckResult) passed() bool {
	return v.failure == nil && v.alreadyDone == "" && v.cause == ""
}

// The API has no conditional delete, so the gap between a precheck and the call cannot be closed;
// docs/decisions describes the remaining risk.
const (
	maxGap      = 2 * time.Second  // maximal age of a precheck at its call
	maxReadTime = 10 * time.Second // maximal duration of a precheck
)

// errSlowRead means that the first resource may have changed before the last one was read.
var errSlowRead = errors.New("it took too long to read whether this is allowed")

// precheck reads from IONOS Cloud whether an operation's call is possible, still needed, and not forbidden. An
// error means that this could not be read.
func (e *Engine) precheck(ctx context.Context, op Operation) (precheckResult, error) {
	s, found, began := op.Kind.Spec(), &evidence{}, e.now()
	if may, err := e.permitted(ctx, op); err != nil || !may {
		return precheckResult{cause: CauseRightLost, why: rightLostText, at: began}, err
	}
	if v, err := s.precheck(e, ctx, op, found); err != nil || !v.passed() {
		return v, err
	}
	for _, p := range s.prohibitions {
		reason, err := p.reads(e, ctx, op, found)
		if err != nil {
			return precheckResult{}, fmt.Errorf("read whether it is %s: %w", p.cause, err)
		}
		if reason != "" {
			return precheckResult{cause: p.cause, why: reason, at: began}, nil
		}
	}
	if s.destroys && tooOld(e.now(), began, maxReadTime) {
		return precheckResult{}, &inventory.APIError{Kind: inventory.ErrUnreadable, Op: "look whether it is allowed", Cause: errSlowRead}
	}
	return precheckResult{remaining: found.remaining, at: began}, nil
}

// notSent ends an operation whose call must not be sent. It has not started, or provably took no effect, so the
// end is certain.
func (e *Engine) notSent(ctx context.Context, op Operation, v precheckResult) (time.Duration, error) {
	switch {
	case v.cause != "":
		return e.prevented(ctx, op, v.cause, v.why)
	case v.failure != nil:
		op.Failure = v.failure
		return e.stepTo(ctx, op, Failed, v.failure.Text)
	}
	stored, blocked, err := e.startUnsent(ctx, op)
	if err != nil || blocked > 0 {
		return blocked, err
	}
	return e.accepted(ctx, stored, Receipt{SnapshotID: op.SnapshotID}, v.alreadyDone)
}

// startUnsent moves an operation through the submitting state without a call.
func (e *Engine) startUnsent(ctx context.Context, op Operation) (Operation, time.Duration, error) {
	if op.State == Submitting {
		return op, 0, nil
	}
	started, stage := e.attempt(op)
	started.Sends--
	stage.Note = "Checked in IONOS Cloud."
	stored, blocked, err := e.ledger.Start(ctx, started, stage, e.terms(nil))
	if err != nil {
		return op, 0, fmt.Errorf("start: %w", err)
	}
	if blocked != nil {
		return op, e.timing.QueuePoll, nil
	}
	return stored, 0, nil
}

// prevented ends a forbidden operation: cancelled, with the cause.
func (e *Engine) prevented(ctx context.Context, op Operation, cause, reason string) (time.Duration, error) {
	if op.State == Submitting {
		var err error
		if op, err = e.transition(ctx, op, Waiting, "Not sent: "+reason); err != nil {
			return 0, err
		}
	}
	op.Failure = failureOr(op, cause, reason)
	op.Labels.State = LabelsDropped
	return e.stepTo(ctx, op, Cancelled, reason)
}

// unreadable pauses an operation whose prohibitions cannot be read, and ends it when that lasts. If its
// resource is missing it ends at once, so that a server does not stay off in vain.
func (e *Engine) unreadable(ctx context.Context, op Operation, err error) (time.Duration, error) {
	var fault *inventory.APIError
	if !errors.As(err, &fault) {
		return 0, err // an error of the ledger, not of IONOS Cloud
	}
	if errors.Is(err, inventory.ErrNotFound) || !op.Kind.Destroys() && !isTransient(err) {
		op.Failure = failureOf(err, op.Kind.Spec().messages.refused)
		return e.stepTo(ctx, op, Failed, "Its target cannot be read from IONOS Cloud.")
	}
	now := e.now()
	if op.UnreadableSince.IsZero() {
		op.UnreadableSince = now
	}
	if now.Sub(op.UnreadableSince) >= e.timing.Unreadable && op.Kind.Destroys() {
		op.Failure = failureOf(err, "")
		return e.prevented(ctx, op, CauseUnreadable, "Snapdeck could not check with IONOS Cloud for too long whether this is allowed, so it was not done.")
	}
	wait := e.retryDelay(err, backoff.Doubling(e.timing.RetryDelay, min(16*e.timing.RetryDelay, e.timing.Unreadable/4), op.refusals()))
	op.NotBefore = now.Add(wait)
	op.Failure = failureOf(err, "Snapdeck could not check with IONOS Cloud whether this is allowed. Nothing was done; Snapdeck retries.")
	if op.State == Waiting {
		_, err = e.save(ctx, op, nil)
		return wait, err
	}
	_, err = e.transition(ctx, op, Waiting, "Snapdeck could not check with IONOS Cloud whether this is allowed. Retrying.")
	return wait, err
}
