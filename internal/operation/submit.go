package operation

import (
	"context"
	"errors"
	"time"

	"snapdeck/internal/inventory"
)

// begin saves that the create call is being made before it is made, so that a crash in
// between is found by resume, which looks before anything is sent again.
func (e *Engine) begin(ctx context.Context, op Operation) (Operation, error) {
	op.Sends++
	op.NotBefore = time.Time{}
	note := op.Kind.craft().words.asking
	if op.Sends > 1 {
		note = "Asking the cloud once more."
	}
	return e.move(ctx, op, Submitting, note)
}

// send looks whether the call is still wanted and makes it, once. Both are bounded, counted
// from when the attempt was saved, so that the call has ended for sure before anybody sends it
// again, even if the process stood still in between.
func (e *Engine) send(ctx context.Context, op Operation) (time.Duration, error) {
	calling, cancel := context.WithTimeout(ctx, e.timing.Call-e.now().Sub(op.lastSent()))
	defer cancel()
	c := op.Kind.craft()
	if c.check != nil {
		v, err := c.check(e, calling, op)
		if err != nil || v.failure != nil || v.done != "" {
			return e.unsent(detached(ctx), op, v, err)
		}
	}
	receipt, err := c.send(e, calling, op)
	ctx = detached(ctx)
	switch {
	case err == nil:
		return e.accepted(ctx, op, receipt, acceptedNote(op, receipt))
	case receipt.RequestID != "": // it said 202 before the rest was lost
		return e.accepted(ctx, op, receipt, "The cloud accepted the request; the rest of its answer was lost.")
	default:
		return e.refused(ctx, op, err)
	}
}

func acceptedNote(op Operation, r Receipt) string {
	if op.Kind == DeleteSnapshot && r.RequestID == "" {
		return "The snapshot was gone already."
	}
	return "The cloud accepted the request."
}

// unsent ends, or puts off, an operation whose call is not made.
func (e *Engine) unsent(ctx context.Context, op Operation, v verdict, err error) (time.Duration, error) {
	switch {
	case err != nil:
		return e.refused(ctx, op, err)
	case v.failure != nil:
		op.Failure = v.failure
		_, err := e.move(ctx, op, Failed, v.failure.Text)
		return 0, err
	default:
		return e.accepted(ctx, op, Receipt{SnapshotID: op.SnapshotID}, v.done)
	}
}

// sendCreate asks for the snapshot, with the operation's marker in its description.
func (e *Engine) sendCreate(ctx context.Context, op Operation) (Receipt, error) {
	params := op.Create
	params.Description = op.Marker().Append(params.Description)
	return e.cloud.CreateSnapshot(ctx, op.DatacenterID, op.VolumeID, params)
}

// detached keeps what has happened from being lost when the process is asked to stop while
// it is written down.
func detached(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

func (e *Engine) accepted(ctx context.Context, op Operation, r Receipt, note string) (time.Duration, error) {
	op.RequestID = firstNonEmpty(r.RequestID, op.RequestID)
	op.SnapshotID = firstNonEmpty(r.SnapshotID, op.SnapshotID)
	op.MadeVolumeID = firstNonEmpty(r.VolumeID, op.MadeVolumeID)
	op.RequestStatus = inventory.RequestQueued
	op.Failure = nil
	if op.Kind == CreateSnapshot {
		op.Labels = LabelProgress{State: LabelsPending}
	}
	_, err := e.move(ctx, op, Accepted, note)
	e.sky.Nudge(partsOf(op.Kind)...)
	return 0, err
}

// refused decides what an error of the create call means. An error that is no fault of the
// cloud's proves nothing, so it is as good as a lost answer.
func (e *Engine) refused(ctx context.Context, op Operation, err error) (time.Duration, error) {
	var fault *inventory.Fault
	if errors.Is(err, inventory.ErrAmbiguous) || !errors.As(err, &fault) {
		op.Failure = failureOf(err, op.Kind.craft().words.lost)
		_, saveErr := e.save(ctx, op, &Stage{State: Submitting, At: e.now(), Note: "The answer was lost; looking before asking again."})
		return e.timing.Follow, saveErr
	}
	if isTransient(err) {
		wait := e.patience(err, e.timing.Retry<<min(op.refusals(), 4))
		op.NotBefore = e.now().Add(wait)
		op.Failure = failureOf(err, op.Kind.craft().words.later)
		_, saveErr := e.move(ctx, op, Waiting, "The cloud did not take the request; asking again in "+wait.Round(time.Second).String()+".")
		return wait, saveErr
	}
	op.Failure = failureOf(err, op.Kind.craft().words.refused)
	_, saveErr := e.move(ctx, op, Failed, "The cloud refused the request.")
	return 0, saveErr
}

// resume continues an operation whose create call was begun and whose outcome is not known:
// it looks for the marker in the snapshots and in the requests, adopts what it finds, and
// sends again only when absence is proven.
func (e *Engine) resume(ctx context.Context, op Operation) (time.Duration, error) {
	proof, err := e.look(ctx, op)
	if err != nil {
		e.log.Warn("looking for a snapshot whose answer was lost failed", "operation", op.ID, "error", err.Error())
		return e.unproven(ctx, op, e.patience(err, e.timing.Retry))
	}
	if proof.found {
		return e.adopt(ctx, op, proof)
	}
	if left := e.timing.Settle - e.now().Sub(op.lastSent()); left > 0 {
		return min(left, e.timing.Retry), nil
	}
	if !proof.complete {
		return e.unproven(ctx, op, e.timing.Retry)
	}
	if op.mayNotBeSent() {
		_, err = e.move(ctx, op, Waiting, notAgainText)
		return 0, err
	}
	if op.Sends-op.refusals() < e.timing.Resends {
		op, err = e.begin(ctx, op)
		if err != nil {
			return 0, err
		}
		return e.send(ctx, op)
	}
	op.Failure = keepFailure(op, LostOutcome, op.Kind.craft().words.missed)
	_, err = e.move(ctx, op, Failed, "Not found after the last try.")
	return 0, err
}

// doubtful reports whether the cloud turned the operation away in a way that should, but need
// not, mean that it did nothing. To be told to come later, or that the data center is busy, is certain.
func (o Operation) doubtful() bool {
	if o.Sends < 2 || o.Failure == nil {
		return o.Sends >= 2
	}
	return o.Failure.Kind != FailureKind(inventory.ErrRateLimited) && o.Failure.Kind != FailureKind(inventory.ErrBusy)
}

// lookThenSend looks for the marker once more before the create call is made again.
func (e *Engine) lookThenSend(ctx context.Context, op Operation) (time.Duration, error) {
	found, err := e.look(ctx, op)
	switch {
	case err != nil:
		return e.refused(ctx, op, err)
	case found.found:
		return e.adopt(ctx, op, found)
	default:
		return e.send(ctx, op)
	}
}

// lastSent is when the create call was last begun.
func (o Operation) lastSent() time.Time { return o.lastStage(Submitting) }

// refusals counts how often the create call was begun and certainly not taken.
func (o Operation) refusals() int {
	n := 0
	for i := 1; i < len(o.Stages); i++ {
		if o.Stages[i-1].State == Submitting && o.Stages[i].State == Waiting {
			n++
		}
	}
	return n
}

// unproven waits on, and calls the outcome unknown when it could not be proven for too long.
func (e *Engine) unproven(ctx context.Context, op Operation, wait time.Duration) (time.Duration, error) {
	if e.now().Sub(op.lastSent()) < e.timing.GiveUp {
		return wait, nil
	}
	op.Failure = keepFailure(op, LostOutcome, op.Kind.craft().words.unknown)
	op.Labels.State = LabelsDropped
	_, err := e.move(ctx, op, Unknown, "The outcome could not be proven.")
	return 0, err
}

func keepFailure(op Operation, kind, text string) *Failure {
	f := Failure{Kind: kind, Text: text}
	if op.Failure != nil {
		f.Status, f.RequestID, f.Messages = op.Failure.Status, op.Failure.RequestID, op.Failure.Messages
	}
	return &f
}

// adopt takes over what look found.
func (e *Engine) adopt(ctx context.Context, op Operation, p proof) (time.Duration, error) {
	receipt := Receipt{RequestID: p.requestID, SnapshotID: p.snapshotID, VolumeID: p.volumeID}
	note := "Found as it is wanted, so the cloud had accepted the request."
	switch op.Kind {
	case CreateSnapshot:
		note = "The cloud had accepted the request; found by its marker."
	case CreateVolume, RestoreVolume:
		note = "The cloud had accepted the request; found among its requests."
	case DeleteSnapshot:
		note = "The snapshot is gone, so the cloud had accepted the request."
	}
	return e.accepted(ctx, op, receipt, note)
}
