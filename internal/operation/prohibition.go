package operation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"snapdeck/internal/inventory"
)

// prohibition is one thing that may forbid a call. Each is read from IONOS Cloud itself for the one
// thing that is about to be changed; what Snapdeck remembers may add a "no" and never gives a "yes".
type prohibition struct {
	cause string // one of Causes
	// reads returns why the call is forbidden, in a sentence, or "". What cannot be read is an error,
	// which forbids too.
	reads func(*Engine, context.Context, Operation, *evidence) (forbidden string, err error)
}

// evidence is what one look before a call has read, so that several prohibitions read it once.
type evidence struct {
	snapshot inventory.Snapshot // that is about to be changed
	labels   map[string]string  // of the snapshot
	witness  []string           // ids of good snapshots that were seen to remain
}

// precheckResult is what looking before a call showed. The zero value is that it may be made.
type precheckResult struct {
	failure     *Failure // it cannot be done
	alreadyDone string   // a sentence when what is wanted is so already; empty otherwise
	cause       string   // one of Causes when it is forbidden
	why         string   // why it is forbidden, in a sentence
	witness     []string
	at          time.Time // when the first of it began to be read
}

func (v precheckResult) passed() bool {
	return v.failure == nil && v.alreadyDone == "" && v.cause == ""
}

// The API has no conditional delete, so that the gap between a look and the call cannot be closed;
// docs/decisions tells what remains.
const (
	maxGap      = 2 * time.Second  // is how long after a look began its call is made without another look
	maxReadTime = 10 * time.Second // is how long a look may take
)

// errSlowRead says that what was read first may have changed before the last was read.
var errSlowRead = errors.New("it took too long to read whether this is allowed")

// precheck looks in IONOS Cloud whether an operation's call is possible, still wanted, and forbidden
// by nothing. An error says that it could not be read.
func (e *Engine) precheck(ctx context.Context, op Operation) (precheckResult, error) {
	s, found, began := op.Kind.spec(), &evidence{}, e.now()
	if may, err := e.permitted(ctx, op); err != nil || !may {
		return precheckResult{cause: CauseRightLost, why: rightLostText, at: began}, err
	}
	if s.precheck != nil {
		v, err := s.precheck(e, ctx, op, found)
		if err != nil || !v.passed() {
			return v, err
		}
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
	if s.destroys && e.now().Sub(began) > maxReadTime {
		return precheckResult{}, &inventory.APIError{Kind: inventory.ErrUnreadable, Op: "look whether it is allowed", Cause: errSlowRead}
	}
	return precheckResult{witness: found.witness, at: began}, nil
}

// notSent ends an operation whose call is not to be made. It has not begun, or is provably not under
// way, so that this settles it.
func (e *Engine) notSent(ctx context.Context, op Operation, v precheckResult) (time.Duration, error) {
	switch {
	case v.cause != "":
		return e.prevented(ctx, op, v.cause, v.why)
	case v.failure != nil:
		op.Failure = v.failure
		_, err := e.transition(ctx, op, Failed, v.failure.Text)
		return 0, err
	}
	stored, blocked, err := e.startUnsent(ctx, op)
	if err != nil || blocked > 0 {
		return blocked, err
	}
	return e.accepted(ctx, stored, Receipt{SnapshotID: op.SnapshotID}, v.alreadyDone)
}

// startUnsent passes an operation through the state of what is being sent, without a call.
func (e *Engine) startUnsent(ctx context.Context, op Operation) (Operation, time.Duration, error) {
	if op.State == Submitting {
		return op, 0, nil
	}
	begun, stage := e.attempt(op)
	begun.Sends--
	stage.Note = "Checked in IONOS Cloud."
	stored, blocked, err := e.ledger.Start(ctx, begun, stage, e.terms(nil))
	if err != nil {
		return op, 0, fmt.Errorf("begin: %w", err)
	}
	if blocked != nil {
		return op, e.timing.QueuePoll, nil
	}
	return stored, 0, nil
}

// prevented ends an operation that something forbids: cancelled, with the cause.
func (e *Engine) prevented(ctx context.Context, op Operation, cause, reason string) (time.Duration, error) {
	if op.State == Submitting {
		var err error
		if op, err = e.transition(ctx, op, Waiting, "Not sent: "+reason); err != nil {
			return 0, err
		}
	}
	op.Failure = failureOr(op, cause, reason)
	op.Labels.State = LabelsDropped
	_, err := e.transition(ctx, op, Cancelled, reason)
	return 0, err
}

// unreadable lets an operation rest whose prohibitions cannot be read, and ends it when that lasts. What
// it works on is not there: then it ends at once, so that a server does not stay off for nothing.
func (e *Engine) unreadable(ctx context.Context, op Operation, err error) (time.Duration, error) {
	var fault *inventory.APIError
	if !errors.As(err, &fault) {
		return 0, err // of the ledger, which is not about IONOS Cloud
	}
	if errors.Is(err, inventory.ErrNotFound) || !op.Kind.Destroys() && !isTransient(err) {
		op.Failure = failureOf(err, op.Kind.spec().messages.refused)
		_, err = e.transition(ctx, op, Failed, "What it works on cannot be read in IONOS Cloud.")
		return 0, err
	}
	now := e.now()
	if op.UnreadableSince.IsZero() {
		op.UnreadableSince = now
	}
	if now.Sub(op.UnreadableSince) >= e.timing.Unreadable && op.Kind.Destroys() {
		op.Failure = failureOf(err, "")
		return e.prevented(ctx, op, CauseUnreadable, "IONOS Cloud could not be asked for too long whether this is allowed, so it was not done.")
	}
	wait := e.retryDelay(err, min(e.timing.RetryDelay<<min(op.refusals(), 4), e.timing.Unreadable/4))
	op.NotBefore = now.Add(wait)
	op.Failure = failureOf(err, "Whether this is allowed could not be read from IONOS Cloud. Nothing was done; Snapdeck tries again.")
	if op.State == Waiting {
		_, err = e.save(ctx, op, nil)
		return wait, err
	}
	_, err = e.transition(ctx, op, Waiting, "IONOS Cloud could not be asked whether this is allowed. Trying again.")
	return wait, err
}
