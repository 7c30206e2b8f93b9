package operation

import (
	"cmp"
	"context"
	"errors"
	"time"

	"snapdeck/internal/inventory"
)

// poll polls an accepted operation until its request is final. Labels are written as soon as the snapshot
// exists.
func (e *Engine) poll(ctx context.Context, op Operation) (time.Duration, error) {
	if e.labelsDue(op) {
		_, err := e.label(ctx, op)
		return 0, err
	}
	s := op.Kind.Spec()
	if op.RequestID == "" || op.RequestStatus == inventory.RequestDone {
		return s.poll(e, ctx, op)
	}
	request, err := e.request(ctx, op)
	switch {
	case errors.Is(err, inventory.ErrNotFound) && s.unlisted != nil:
		return s.unlisted(e, ctx, op)
	case errors.Is(err, inventory.ErrNotFound):
		op.RequestStatus = inventory.RequestDone // the request is no longer listed; the resource itself decides
		return s.poll(e, ctx, op)
	case err != nil:
		return e.retryDelay(err, e.timing.PollInterval), nil
	}
	switch request.Status {
	case inventory.RequestDone:
		op = op.withTargets(request)
		op.RequestStatus = inventory.RequestDone
		return e.stepTo(ctx, op, Provisioning, "IONOS Cloud reports the request as done.")
	case inventory.RequestFailed:
		return e.requestFailed(ctx, op, request)
	default:
		return e.requestPending(ctx, op, request)
	}
}

// request returns the operation's request: from the mirror while it is listed there, from the API otherwise, or
// when the mirror is stale.
func (e *Engine) request(ctx context.Context, op Operation) (inventory.Request, error) {
	readAt := e.inventory.ReadAt(inventory.ResourceRequests)
	if e.now().Sub(readAt) > e.timing.MissingTimeout {
		return e.cloud.Request(ctx, op.RequestID)
	}
	for _, r := range e.inventory.View().Requests {
		if r.ID == op.RequestID {
			return r, nil
		}
	}
	if !readAt.After(op.AcceptedAt()) {
		return inventory.Request{ID: op.RequestID, Status: op.RequestStatus}, nil
	}
	return e.cloud.Request(ctx, op.RequestID)
}

func (e *Engine) requestPending(ctx context.Context, op Operation, r inventory.Request) (time.Duration, error) {
	if op.State == Accepted && r.Status == inventory.RequestRunning {
		op.RequestStatus = r.Status
		_, err := e.transition(ctx, op, Provisioning, op.Kind.Spec().messages.running)
		return e.timing.PollInterval, err
	}
	return e.timing.PollInterval, nil
}

// pollSnapshot checks the snapshot itself for completion (docs/ionos-api.md 5: the end of the request alone is not
// enough).
func (e *Engine) pollSnapshot(ctx context.Context, op Operation) (time.Duration, error) {
	if op.SnapshotID == "" {
		return e.findSnapshot(ctx, op)
	}
	snapshot, err := e.cloud.Snapshot(ctx, op.SnapshotID)
	switch {
	case errors.Is(err, inventory.ErrNotFound):
		return e.snapshotMissing(ctx, op)
	case err != nil:
		return e.retryDelay(err, e.timing.PollInterval), nil
	case snapshot.Metadata.State == inventory.StateAvailable:
		e.inventory.Refresh(inventory.ResourceSnapshots)
		return e.stepTo(ctx, op, Done, "The snapshot is available.")
	case snapshot.Metadata.State == inventory.StateFailed:
		op.Failure = &Failure{Kind: OrphanSnapshot, RequestID: op.RequestID, Text: "The leftover snapshot has the state FAILED."}
		return e.stepTo(ctx, op, Failed, "The snapshot failed.")
	case snapshot.Metadata.State.Stable() && e.sinceProgress(op) >= e.timing.MissingTimeout:
		op.Failure = &Failure{Kind: LostOutcome, Text: oddState("snapshot", snapshot.Metadata.State)}
		return e.stepTo(ctx, op, Unknown, "IONOS Cloud reports a state that Snapdeck cannot interpret.")
	}
	if op.State == Accepted {
		_, err := e.transition(ctx, op, Provisioning, op.Kind.Spec().messages.running)
		return e.timing.PollInterval, err
	}
	return e.timing.PollInterval, nil
}

// findSnapshot finds the snapshot of an operation with only a known request.
func (e *Engine) findSnapshot(ctx context.Context, op Operation) (time.Duration, error) {
	p, err := e.verify(ctx, op)
	if err != nil {
		return e.retryDelay(err, e.timing.PollInterval), nil
	}
	if p.snapshotID == "" && p.requestID == op.RequestID {
		return e.snapshotMissing(ctx, op)
	}
	op.SnapshotID, op.RequestID = p.snapshotID, p.requestID
	_, err = e.save(ctx, op, nil)
	return 0, err
}

// withTargets adopts the ids of the resources that a request creates.
func (o Operation) withTargets(r inventory.Request) Operation {
	switch o.Kind.Spec().Creates {
	case TargetSnapshot:
		o.SnapshotID = cmp.Or(o.SnapshotID, targetOf(r, "snapshot"))
	case TargetVolume:
		o.CreatedVolumeID = cmp.Or(o.CreatedVolumeID, targetOf(r, "volume"))
	}
	return o
}

func (e *Engine) sinceProgress(op Operation) time.Duration {
	return e.now().Sub(op.Stages[len(op.Stages)-1].At)
}

// requestFailed ends an operation whose request failed. It is done if the requested state is reached anyway.
func (e *Engine) requestFailed(ctx context.Context, op Operation, r inventory.Request) (time.Duration, error) {
	s := op.Kind.Spec()
	if s.applied != nil {
		is, err := s.applied(e, ctx, op)
		if err != nil {
			return e.retryDelay(err, e.timing.PollInterval), nil
		}
		if is {
			e.inventory.Refresh(s.Changes...)
			return e.stepTo(ctx, op, Done, s.messages.done)
		}
	}
	op.RequestStatus = inventory.RequestFailed
	op = op.withTargets(r)
	op.Failure = &Failure{
		Kind: FailedRequest, RequestID: r.ID,
		Text:     s.messages.requestFailed,
		Messages: []inventory.APIMessage{{Text: r.Message}},
	}
	op.Labels.State = LabelsDropped
	if s.Creates == TargetSnapshot && e.leftOrphan(ctx, op) {
		op.Failure.Kind = OrphanSnapshot
		op.Failure.Text += " It left a snapshot behind, which is not a good copy."
	}
	e.inventory.Refresh(s.Changes...)
	return e.stepTo(ctx, op, Failed, "IONOS Cloud reported the request as failed.")
}

func (e *Engine) leftOrphan(ctx context.Context, op Operation) bool {
	if op.SnapshotID == "" {
		return false
	}
	_, err := e.cloud.Snapshot(ctx, op.SnapshotID)
	return err == nil
}
