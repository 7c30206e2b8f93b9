package operation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"snapdeck/internal/backoff"
	"snapdeck/internal/inventory"
)

// attempt prepares an operation that is about to be sent. It is saved before the call, so that resume finds a
// crash in between and verifies before anything is sent again.
func (e *Engine) attempt(op Operation) (Operation, Stage) {
	op.State, op.UpdatedAt, op.NotBefore, op.UnreadableSince = Submitting, e.now(), time.Time{}, time.Time{}
	op.Sends++
	note := op.Kind.Spec().messages.sending
	if op.Sends > 1 {
		note = "Sending the request again."
	}
	return op, Stage{State: Submitting, At: op.UpdatedAt, Note: note}
}

// send sends the call, once. Its deadline counts from when the attempt was saved, so the call has certainly
// ended before another worker sends it again, even if the process was suspended. It repeats a precheck that is
// no longer recent.
func (e *Engine) send(ctx context.Context, op Operation, v precheckResult) (time.Duration, error) {
	if e.deadlinePassed(op) {
		return e.refused(detached(ctx), op, context.DeadlineExceeded)
	}
	calling, cancel := context.WithTimeout(ctx, min(e.timing.CallTimeout, e.timing.CallTimeout-e.now().Sub(op.lastSent())))
	defer cancel()
	if tooOld(e.now(), v.at, maxGap) {
		var err error
		if v, err = e.recheckStarted(calling, op); err != nil {
			return e.unreadable(detached(ctx), op, err)
		}
		if !v.passed() {
			return e.notSent(detached(ctx), op, v)
		}
	}
	if e.deadlinePassed(op) {
		return e.refused(detached(ctx), op, context.DeadlineExceeded)
	}
	s := op.Kind.Spec()
	if s.destroys {
		e.log.Debug("send", "operation", op.ID, "kind", op.Kind, "since_check", e.now().Sub(v.at))
	}
	receipt, err := s.send(e, inventory.WithOperation(calling, op.ID), op)
	ctx = detached(ctx)
	switch {
	case err == nil:
		return e.accepted(ctx, op, receipt, acceptedNote(op, receipt))
	case receipt.RequestID != "": // it said 202 before the rest was lost
		return e.accepted(ctx, op, receipt, "IONOS Cloud accepted the request; the rest of its answer was lost.")
	default:
		return e.refused(ctx, op, err)
	}
}

// deadlinePassed reports whether the process was suspended for so long that another worker may be sending the call.
func (e *Engine) deadlinePassed(op Operation) bool {
	return e.now().Sub(op.lastSent()) >= e.timing.CallTimeout
}

func acceptedNote(op Operation, r Receipt) string {
	if atOnce := op.Kind.Spec().messages.atOnce; atOnce != "" && r.RequestID == "" {
		return atOnce
	}
	return "IONOS Cloud accepted the request."
}

// detached makes sure that a result is stored even when the process is being stopped.
func detached(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

func (e *Engine) accepted(ctx context.Context, op Operation, r Receipt, note string) (time.Duration, error) {
	op.RequestID = cmp.Or(r.RequestID, op.RequestID)
	op.SnapshotID = cmp.Or(r.SnapshotID, op.SnapshotID)
	op.CreatedVolumeID = cmp.Or(r.VolumeID, op.CreatedVolumeID)
	op.RequestStatus = inventory.RequestQueued
	busy := op.Failure != nil && op.Failure.Kind == FailureKind(inventory.ErrBusy)
	op.Failure, op.NotBefore, op.UnreadableSince = nil, time.Time{}, time.Time{}
	if op.Kind.Spec().Creates == TargetSnapshot {
		op.Labels = LabelProgress{State: LabelsPending}
	}
	_, err := e.transition(ctx, op, Accepted, note)
	e.inventory.Refresh(op.Kind.Spec().Changes...)
	if err == nil && busy {
		err = e.ledger.Free(ctx, op.Lane())
	}
	return 0, err
}

// refused handles an error of the call. An error other than an API error proves nothing and counts as a lost
// response.
func (e *Engine) refused(ctx context.Context, op Operation, err error) (time.Duration, error) {
	var fault *inventory.APIError
	switch {
	case !errors.As(err, &fault):
		return e.responseLost(ctx, op, &Failure{Kind: LostOutcome, Text: op.Kind.Spec().messages.responseLost})
	case errors.Is(err, inventory.ErrAmbiguous):
		return e.responseLost(ctx, op, failureOf(err, op.Kind.Spec().messages.responseLost))
	case errors.Is(err, inventory.ErrBusy):
		return e.busy(ctx, op, err)
	case isTransient(err):
		return e.retryLater(ctx, op, err)
	}
	op.Failure = failureOf(err, op.Kind.Spec().messages.refused)
	return e.stepTo(ctx, op, Failed, "IONOS Cloud refused the request.")
}

// responseLost notes that a call may have been applied, which the next step verifies.
func (e *Engine) responseLost(ctx context.Context, op Operation, failure *Failure) (time.Duration, error) {
	op.Failure = failure
	_, err := e.save(ctx, op, &Stage{State: Submitting, At: e.now(), Note: responseLostNote})
	return e.timing.PollInterval, err
}

// retryLater pauses an operation that IONOS Cloud certainly did not accept. An error about the whole contract
// pauses all operations.
func (e *Engine) retryLater(ctx context.Context, op Operation, err error) (time.Duration, error) {
	wait := e.retryDelay(err, backoff.Doubling(e.timing.RetryDelay, 16*e.timing.RetryDelay, op.refusals()))
	if isContractWide(err) {
		if pauseErr := e.ledger.Pause(ctx, ContractLane, e.now().Add(wait)); pauseErr != nil {
			return 0, fmt.Errorf("pause all operations: %w", pauseErr)
		}
	}
	op.NotBefore = e.now().Add(wait)
	op.Failure = failureOf(err, op.Kind.Spec().messages.retrying)
	_, saveErr := e.transition(ctx, op, Waiting, "IONOS Cloud did not accept the request; retrying in "+wait.Round(time.Second).String()+".")
	return wait, saveErr
}

// isContractWide reports whether an error means that no request is accepted at the moment, whatever its target.
func isContractWide(err error) bool {
	return errors.Is(err, inventory.ErrRateLimited) || errors.Is(err, inventory.ErrMaintenance) || errors.Is(err, inventory.ErrUnreachable)
}

// maxLanePause bounds the doubling pause of a data center that is reported busy.
const maxLanePause = 2 * time.Minute

// busy pauses an operation whose target is locked by another change; others continue. Two different targets in
// a row mean that their data center is busy: then one operation at a time tries, less and less often. An
// operation fails when its target stays busy for too long.
func (e *Engine) busy(ctx context.Context, op Operation, err error) (time.Duration, error) {
	now := e.now()
	if now.Sub(op.firstStage(Submitting)) >= e.timing.Busy {
		op.Failure = failureOf(err, "Another change locked it for too long, so Snapdeck stopped retrying.")
		return e.stepTo(ctx, op, Failed, "It stayed busy for too long.")
	}
	wait := e.retryDelay(err, backoff.Doubling(e.timing.RetryDelay, 32*e.timing.RetryDelay, op.refusals()))
	if !op.Kind.OnSnapshot() {
		times, busyErr := e.ledger.Busy(ctx, op.Lane(), op.target())
		if busyErr != nil {
			return 0, fmt.Errorf("note that %s is busy: %w", op.DatacenterName, busyErr)
		}
		if times > 1 {
			wait = max(e.retryDelay(err, 0), backoff.Doubling(e.timing.RetryDelay, maxLanePause, times-2))
			if pauseErr := e.ledger.Pause(ctx, op.Lane(), now.Add(wait)); pauseErr != nil {
				return 0, fmt.Errorf("pause %s: %w", op.DatacenterName, pauseErr)
			}
		}
	}
	op.NotBefore = now.Add(wait)
	op.Failure = failureOf(err, op.Kind.Spec().messages.retrying)
	_, saveErr := e.transition(ctx, op, Waiting, "IONOS Cloud reports it as busy; retrying in "+wait.Round(time.Second).String()+".")
	return wait, saveErr
}

// resume continues an operation whose call was started and whose outcome is not known: it looks for its request
// and its effect, adopts what it finds, and sends again only when absence is proven and no gateway can hold the
// call any longer.
func (e *Engine) resume(ctx context.Context, op Operation) (time.Duration, error) {
	began := e.now()
	found, err := e.verify(ctx, op)
	if err != nil {
		e.log.Warn("verify operation", "operation", op.ID, "error", err)
		return e.markUnverified(ctx, op, e.retryDelay(err, e.timing.RetryDelay))
	}
	if found.found {
		return e.adopt(ctx, op, found)
	}
	if left := op.ArrivesUntil(e.timing.Hold).Sub(began); left > 0 { // the call may have arrived during the verification
		return min(left, e.timing.RetryDelay), nil
	}
	if !found.complete {
		return e.markUnverified(ctx, op, e.timing.RetryDelay)
	}
	if op.PossibleSends() < e.timing.MaxSends {
		return e.resend(ctx, op)
	}
	op.Failure = failureOr(op, LostOutcome, op.Kind.Spec().messages.notConfirmed)
	return e.stepTo(ctx, op, Failed, "Not found after the last try.")
}

// resend sends a call again that was provably not applied, if it is still allowed.
func (e *Engine) resend(ctx context.Context, op Operation) (time.Duration, error) {
	if op.mayNotBeSent() {
		return e.prevented(ctx, op, CauseBackupRestored, notAgainText)
	}
	v, err := e.recheckStarted(ctx, op)
	switch {
	case err != nil:
		return e.unreadable(ctx, op, err)
	case !v.passed():
		if left := op.lastSent().Add(e.timing.Hold).Sub(e.now()); left > 0 {
			return min(left, e.timing.RetryDelay), nil // the user did not want to wait, and the call may still arrive
		}
		return e.notSent(ctx, op, v)
	}
	op, stage := e.attempt(op)
	if op, err = e.save(ctx, op, &stage); err != nil {
		return 0, err
	}
	return e.send(ctx, op, v)
}

// recheckStarted is precheck for a started operation: a chain may need its snapshot now.
func (e *Engine) recheckStarted(ctx context.Context, op Operation) (precheckResult, error) {
	at, err := e.ledger.Position(ctx, op, e.terms(nil))
	if err != nil {
		return precheckResult{}, fmt.Errorf("look who needs what it works on: %w", err)
	}
	if at.Lost {
		return precheckResult{cause: CauseInUse, why: inUseText, at: e.now()}, nil
	}
	return e.precheck(ctx, op)
}

// ArrivesUntil returns the latest time at which a call with a lost response may still reach IONOS Cloud, given the
// maximal hold of a gateway; the zero time means that the user did not want to wait.
func (o Operation) ArrivesUntil(hold time.Duration) time.Time {
	if o.State == Submitting && !o.NotBefore.IsZero() {
		return time.Time{}
	}
	return o.lastSent().Add(hold)
}

// PossibleSends is the number of calls that may have reached IONOS Cloud.
func (o Operation) PossibleSends() int { return o.Sends - o.refusals() }

// mayHaveBeenApplied reports whether IONOS Cloud refused the operation in a way that usually, but not
// certainly, means that it did nothing. A rate limit or a busy data center is certain.
func (o Operation) mayHaveBeenApplied() bool {
	if o.Sends < 2 || o.Failure == nil {
		return o.Sends >= 2
	}
	return o.Failure.Kind != FailureKind(inventory.ErrRateLimited) && o.Failure.Kind != FailureKind(inventory.ErrBusy)
}

// verifyThenSend looks for the marker once more before the create call is sent again.
func (e *Engine) verifyThenSend(ctx context.Context, op Operation, v precheckResult) (time.Duration, error) {
	found, err := e.verify(ctx, op)
	switch {
	case err != nil:
		return e.refused(ctx, op, err)
	case found.found:
		return e.adopt(ctx, op, found)
	default:
		return e.send(ctx, op, v)
	}
}

func (o Operation) lastSent() time.Time {
	for _, stage := range slices.Backward(o.Stages) {
		if stage.State == Submitting && stage.Note != responseLostNote {
			return stage.At
		}
	}
	return time.Time{}
}

// responseLostNote is the note of a stage with a lost response.
const responseLostNote = "The answer was lost; looking before asking again."

// refusals counts the create calls that were certainly not accepted.
func (o Operation) refusals() int {
	n := 0
	for i := 1; i < len(o.Stages); i++ {
		if o.Stages[i-1].State == Submitting && o.Stages[i].State == Waiting {
			n++
		}
	}
	return n
}

// markUnverified keeps waiting, and sets the state unknown when the outcome could not be verified for too long.
func (e *Engine) markUnverified(ctx context.Context, op Operation, wait time.Duration) (time.Duration, error) {
	if e.now().Sub(op.lastSent()) < e.timing.UnknownAfter {
		return wait, nil
	}
	op.Failure = failureOr(op, LostOutcome, op.Kind.Spec().messages.unknown)
	op.Labels.State = LabelsDropped
	return e.stepTo(ctx, op, Unknown, "The outcome could not be determined.")
}

func failureOr(op Operation, kind, text string) *Failure {
	f := Failure{Kind: kind, Text: text}
	if op.Failure != nil {
		f.Status, f.RequestID, f.Messages = op.Failure.Status, op.Failure.RequestID, op.Failure.Messages
	}
	return &f
}

// adopt adopts the result of a verification.
func (e *Engine) adopt(ctx context.Context, op Operation, p verification) (time.Duration, error) {
	receipt := Receipt{RequestID: p.requestID, SnapshotID: p.snapshotID, VolumeID: p.volumeID}
	note := cmp.Or(op.Kind.Spec().messages.found, "The target is as requested, so IONOS Cloud had accepted the request.")
	return e.accepted(ctx, op, receipt, note)
}
